import pino, { type Bindings, type ChildLoggerOptions, type Logger } from 'pino';
import type { LineWriter } from './line-writer.ts';
import { NO_SPAN, type Span } from './span.ts';

/** What is told of every request once it is answered. */
export interface Answer {
  readonly method: string;
  /** The route's pattern. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** What the lines of all requests share. */
interface Paper {
  readonly logger: Logger;
  /** Undefined where lines are made readable for people, or go elsewhere. */
  readonly lines: LineWriter | undefined;
  /** Routes as JSON. */
  readonly quoted: Map<string, string>;
}

const INFO = pino.levels.values.info as number;

/**
 * The logger of one request, whose lines lead to its trace, and back. pino's own is made for the few requests that have
 * more to say than that they were answered; that one line is written here, in pino's form, for a fraction of what pino
 * takes when its code is not at hand.
 */
export class RequestLog {
  readonly #paper: Paper;
  readonly #requestId: string;
  #trace: Span = NO_SPAN;
  #made: Logger | undefined;

  constructor(paper: Paper, requestId: string) {
    this.#paper = paper;
    this.#requestId = requestId;
  }

  /** Says what trace its lines belong to from now on. */
  follow(trace: Span): void {
    this.#trace = trace;
    this.#made = undefined;
  }

  answered({ method, route, status, ms }: Answer): void {
    const { logger, lines, quoted } = this.#paper;
    if (logger.levelVal > INFO) return;
    if (lines === undefined) {
      this.info({ method, route, status, ms }, 'answered');
      return;
    }
    let routeText = quoted.get(route);
    if (routeText === undefined) {
      routeText = JSON.stringify(route);
      quoted.set(route, routeText);
    }
    const { ids } = this.#trace;
    const trace = ids === undefined ? '' : `","trace_id":"${ids.trace_id}","span_id":"${ids.span_id}`;
    lines.lastLevel = INFO;
    // Ids are ours and methods are those Node's parser knows: neither has anything in it to escape.
    lines.write(
      `{"level":${INFO},"time":${Date.now()},"request_id":"${this.#requestId}${trace}","method":"${method}","route":${routeText},"status":${status},"ms":${ms},"msg":"answered"}\n`,
    );
  }

  get #own(): Logger {
    this.#made ??= this.#paper.logger.child({ request_id: this.#requestId, ...this.#trace.ids });
    return this.#made;
  }

  get level(): string {
    return this.#paper.logger.level;
  }

  fatal(what: unknown, ...rest: unknown[]): void {
    this.#say('fatal', what, rest);
  }

  error(what: unknown, ...rest: unknown[]): void {
    this.#say('error', what, rest);
  }

  warn(what: unknown, ...rest: unknown[]): void {
    this.#say('warn', what, rest);
  }

  info(what: unknown, ...rest: unknown[]): void {
    this.#say('info', what, rest);
  }

  debug(what: unknown, ...rest: unknown[]): void {
    this.#say('debug', what, rest);
  }

  trace(what: unknown, ...rest: unknown[]): void {
    this.#say('trace', what, rest);
  }

  silent(what: unknown, ...rest: unknown[]): void {
    this.#say('silent', what, rest);
  }

  child(bindings: Bindings, options?: ChildLoggerOptions): Logger {
    return this.#own.child(bindings, options);
  }

  #say(level: Level, what: unknown, rest: unknown[]): void {
    const own = this.#own;
    const say: (...told: unknown[]) => void = own[level];
    say.call(own, what, ...rest);
  }
}

/** Makes the loggers of requests. */
export function createRequestLogs(logger: Logger): (requestId: string) => RequestLog {
  const stream = (logger as unknown as Record<symbol, object>)[pino.symbols.streamSym];
  const lines = stream !== undefined && 'lastLevel' in stream ? (stream as LineWriter) : undefined;
  const paper: Paper = { logger, lines, quoted: new Map() };
  return (requestId) => new RequestLog(paper, requestId);
}
