import { performance } from 'node:perf_hooks';
import type { Timings } from '../contract/triage-response.ts';
import { NO_SPAN, type Span } from './telemetry/span.ts';
import type { SpanName } from './telemetry/span-catalogue.ts';

type Stage = Exclude<keyof Timings, 'total_ms'>;

/** The span of a stage; dispatch has one for each attempt instead. */
const SPANS = {
  sanitize_ms: 'sanitize',
  classify_ms: 'classify',
  route_ms: 'route',
  journal_ms: 'journal accept',
  dispatch_ms: undefined,
} as const satisfies Record<Stage, SpanName | undefined>;

/**
 * Measures the stages of one request, in milliseconds to three decimals. A stage timed twice adds up.
 * @param trace what the stages are part of
 */
export function createStopwatch(trace: Span = NO_SPAN) {
  const startedAt = performance.now();
  const spent: Record<Stage, number> = { sanitize_ms: 0, classify_ms: 0, route_ms: 0, journal_ms: 0, dispatch_ms: 0 };

  function start(stage: Stage) {
    const name = SPANS[stage];
    const span = name === undefined ? NO_SPAN : trace.child(name, 'internal');
    const from = performance.now();
    const stop = (thrown?: unknown) => {
      spent[stage] = round(spent[stage] + performance.now() - from);
      span.end(thrown === undefined ? undefined : errorTypeOf(thrown));
    };
    return { span, stop };
  }

  return {
    time<Value>(stage: Stage, work: () => Value): Value {
      const { stop } = start(stage);
      try {
        const value = work();
        stop();
        return value;
      } catch (error) {
        stop(error);
        throw error;
      }
    },
    /** @param work is given the span of its stage; that of dispatch, which has none, gets one that nobody records */
    async timeAsync<Value>(stage: Stage, work: (span: Span) => Promise<Value>): Promise<Value> {
      const { span, stop } = start(stage);
      try {
        const value = await work(span);
        stop();
        return value;
      } catch (error) {
        stop(error);
        throw error;
      }
    },
    totalMs: () => performance.now() - startedAt,
    read: (): Timings => ({ ...spent, total_ms: round(performance.now() - startedAt) }),
  };
}

/** The stable word for an error: its code, or its name. */
function errorTypeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
