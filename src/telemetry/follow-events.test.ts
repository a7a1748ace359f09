import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { createFollowEvents } from './follow-events.ts';
import { createLogger } from './logger.ts';
import type { SentTrace, Tracing } from './open-tracing.ts';
import { NO_SPAN, type Span } from './span.ts';

const OF_DELIVERY = `00-${'ab'.repeat(16)}-${'1'.repeat(16)}-01`;
const OF_EVENT = `00-${'ab'.repeat(16)}-${'2'.repeat(16)}-01`;
const IDS = { trace_id: 'ab'.repeat(16), span_id: '3'.repeat(16) };

/** A tracing and a log that write down what they are told. */
function follow() {
  const begun: SentTrace[] = [];
  const told: unknown[] = [];
  const lines: Record<string, unknown>[] = [];
  const span: Span = { ...NO_SPAN, ids: IDS, set: (facts) => told.push(facts), end: (error) => told.push(error) };
  const tracing: Tracing = {
    begin(_name, _role, _attributes, sent) {
      begun.push(sent);
      return span;
    },
    close: async () => {},
  };
  const log = new Writable({
    write(line, _encoding, done) {
      lines.push(JSON.parse(String(line)));
      done();
    },
  });
  return { followEvent: createFollowEvents(tracing, createLogger('debug', false, log)), begun, told, lines };
}

describe('an event that is followed', () => {
  const event = { id: 'r-1:answered', type: 'learnflow.request.answered', traceparent: OF_EVENT };

  it('is part of its delivery where the sidecar tells the trace of that, else of what sent it', () => {
    const { followEvent, begun } = follow();
    followEvent({ traceparent: OF_DELIVERY }, event);
    followEvent({}, event);
    followEvent({ traceparent: 'no trace' }, event);
    assert.deepEqual(
      begun.map(({ traceparent }) => traceparent),
      [OF_DELIVERY, OF_EVENT, OF_EVENT],
    );
  });

  it('begins no trace where none came, whatever came instead', () => {
    const { followEvent, begun, lines } = follow();
    for (const body of [undefined, null, 'text', 1, {}, { traceparent: 7 }, { traceparent: OF_EVENT.slice(1) }]) {
      followEvent({}, body)({ status: 'DROP', event: undefined });
    }
    assert.equal(begun.length, 0);
    assert.deepEqual([...new Set(lines.map(({ level, trace_id }) => `${level} ${trace_id}`))], ['40 undefined']);
  });

  it('that could not be counted says so in trace and log, with the ids of the trace and why', () => {
    const { followEvent, told, lines } = follow();
    followEvent({}, event)({ status: 'RETRY', event, error: new Error('disk full') });
    assert.equal(told.at(-1), 'not_counted');
    const [{ err, ...line } = {}] = lines;
    assert.partialDeepStrictEqual(line, {
      level: 40,
      event_id: event.id,
      ...IDS,
      msg: 'an event could not be counted',
    });
    assert.equal((err as { message?: string }).message, 'disk full');
  });
});
