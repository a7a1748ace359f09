import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import pino from 'pino';
import { createRequestLogs } from './request-log.ts';
import { NO_SPAN } from './span.ts';

/** A logger whose lines are kept: a line writer, as the service has, or any other destination. */
function capture({ level = 'info', isLineWriter = true } = {}) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const destination = isLineWriter
    ? { lastLevel: 0, [Symbol.for('pino.metadata')]: true, write }
    : new Writable({ decodeStrings: false, write: (line, _encoding, done) => done(void write(line)) });
  const redact = { paths: ['query'], censor: '[redacted]' };
  const logger = pino({ level, base: null, redact }, destination as Writable);
  return { logger, logOf: createRequestLogs(logger), lines, destination: destination as { lastLevel?: number } };
}

const ids = { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' };
const traced = { ...NO_SPAN, ids };
const answer = { method: 'POST', route: '/api/v1/requests/:id', status: 404, ms: 12 };
const withoutTime = (line: string | undefined) => line?.replace(/"time":\d{13},/, '');

describe('the log of a request', () => {
  for (const trace of [NO_SPAN, traced]) {
    it(`says of an answer what pino would, ${trace === traced ? 'with' : 'without'} a trace`, () => {
      const { logger, logOf, lines, destination } = capture();
      const log = logOf('0192d3f0-5b4c-7c3a-8d2e-1f0a9b8c7d6e');
      log.follow(trace);
      for (const route of [answer.route, 'a "quoted" \\ route\n']) {
        destination.lastLevel = 50;
        log.answered({ ...answer, route });
        assert.equal(destination.lastLevel, 30, 'it leaves with the others');
        const own = { request_id: '0192d3f0-5b4c-7c3a-8d2e-1f0a9b8c7d6e', ...trace.ids };
        logger.child(own).info({ ...answer, route }, 'answered');
        const [byHand, byPino] = lines.splice(0);
        assert.notEqual(withoutTime(byHand), byHand);
        assert.equal(withoutTime(byHand), withoutTime(byPino));
      }
    });
  }

  it('says it to whatever destination there is', () => {
    const { logOf, lines } = capture({ isLineWriter: false });
    logOf('r1').answered(answer);
    const { request_id, msg, ms } = JSON.parse(lines[0] ?? '');
    assert.deepEqual([lines.length, request_id, msg, ms], [1, 'r1', 'answered', 12]);
  });

  it('says nothing below its level', () => {
    const { logOf, lines } = capture({ level: 'warn' });
    logOf('r1').answered(answer);
    logOf('r1').info('something');
    assert.deepEqual(lines, []);
    logOf('r1').warn('something');
    assert.equal(lines.length, 1);
  });

  it('leads from every line to its request and its trace, and hides what is to be hidden', () => {
    const { logOf, lines } = capture();
    const log = logOf('r1');
    log.error({ query: 'hush' }, 'before there is a trace');
    log.follow(traced);
    log.error({ err: new Error('broken') }, 'unexpected failure');
    log.child({ query: 'hush', attempt: 2 }).info('once more');
    const told = lines.map((line) => JSON.parse(line));
    assert.doesNotMatch(lines.join(), /hush/);
    assert.deepEqual(
      told.map(({ request_id, trace_id, span_id }) => [request_id, trace_id, span_id]),
      [
        ['r1', undefined, undefined],
        ['r1', ids.trace_id, ids.span_id],
        ['r1', ids.trace_id, ids.span_id],
      ],
    );
    assert.equal(told[1].err.message, 'broken');
    assert.equal(told[2].attempt, 2);
  });
});
