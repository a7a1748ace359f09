import pino, { type Bindings, type ChildLoggerOptions, type LogFn, type Logger } from 'pino';
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

  get fatal(): LogFn {
    return this.#bound('fatal');
  }

  get error(): LogFn {
    return this.#bound('error');
  }

  get warn(): LogFn {
    return this.#bound('warn');
  }

  get info(): LogFn {
    return this.#bound('info');
  }

  get debug(): LogFn {
    return this.#bound('debug');
  }

  get trace(): LogFn {
    return this.#bound('trace');
  }

  get silent(): LogFn {
    return this.#bound('silent');
  }

  child(bindings: Bindings, options?: ChildLoggerOptions): Logger {
    return this.#own.child(bindings, options);
  }

  #bound(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'): LogFn {
    const own = this.#own;
    return own[level].bind(own);
  }
}

/** Makes the loggers of requests. */
export function createRequestLogs(logger: Logger): (requestId: string) => RequestLog {
  const stream = (logger as unknown as Record<symbol, object>)[pino.symbols.streamSym];
  const lines = stream !== undefined && 'lastLevel' in stream ? (stream as LineWriter) : undefined;
  const paper: Paper = { logger, lines, quoted: new Map() };
  return (requestId) => new RequestLog(paper, requestId);
}
