import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { createLogger } from './logger.ts';

/** What a logger writes, line by line. */
function capture(isTerminal = false) {
  const lines: string[] = [];
  const keeper = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      lines.push(String(text).trimEnd());
      done();
    },
  });
  const logger = createLogger('trace', isTerminal, keeper);
  return { logger, lines };
}

describe('log lines', () => {
  it('are JSON for machines, one line each, whatever is in them', () => {
    const { logger, lines } = capture();
    logger.info({ route: 'a\r\nb\u001b[31m{"level":60}\u2028' }, 'two\nlines');
    assert.equal(lines.length, 1);
    const { level, msg, route } = JSON.parse(lines[0] ?? '');
    assert.deepEqual([level, msg, route], [30, 'two\nlines', 'a\r\nb\u001b[31m{"level":60}\u2028']);
    for (const raw of ['\r', '\n', '\u001b']) assert.ok(!lines[0]?.includes(raw));
  });

  it('can be read on a terminal', () => {
    const { logger, lines } = capture(true);
    logger.warn({ agent: 'debug-agent' }, 'the breaker of a tutor moved');
    assert.match(lines.join('\n'), /^\[\d\d:\d\d:\d\d\] .*WARN.*: .*the breaker of a tutor moved/);
    assert.match(lines.join('\n'), /agent.*debug-agent/);
  });

  for (const field of ['authorization', 'token', 'headers', 'student_id', 'query', 'code', 'text', 'body', 'reply']) {
    it(`never show ${field}`, () => {
      const { logger, lines } = capture();
      logger.info({ [field]: 'hush', request_id: 'r1' }, 'something');
      logger.child({ [field]: 'hush' }).info('something');
      assert.doesNotMatch(lines.join(), /hush/);
      assert.match(lines[0] ?? '', /"request_id":"r1"/);
    });
  }

  it('tell of an error its name, message, code, place and causes', () => {
    const { logger, lines } = capture();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    logger.error({ err: new TypeError('could not ask', { cause }) }, 'failed');
    const { err } = JSON.parse(lines[0] ?? '');
    assert.deepEqual(
      [err.type, err.message, err.cause.message, err.cause.code],
      ['TypeError', 'could not ask', 'refused', 'ECONNREFUSED'],
    );
    assert.match(err.stack, /^ {4}at .*logger\.test\.ts/);
  });

  it('tell no password of an address that a library quotes, and no more of a message than a page', () => {
    const { logger, lines } = capture();
    for (const address of ['redis://ann:hush@10.0.0.1:6379/0', 'https://:hush@keys.example/', 'postgres://hush@h/x'])
      logger.error(
        { err: new Error('outer', { cause: new TypeError(`cannot use ${address}, or its like`) }) },
        'failed',
      );
    logger.error({ err: new Error(`${'x'.repeat(5_000)}hush`) }, 'failed');
    logger.error({ err: new Error(`${'x '.repeat(490)}redis://ann:hush${'y'.repeat(50)}@h`) }, 'failed');
    assert.doesNotMatch(lines.join(), /hush/);
    assert.match(lines[0] ?? '', /cannot use redis:\/\/\[redacted\]@10\.0\.0\.1:6379\/0, or its like/);
  });

  it('take nothing that a message quotes for the place of an error', () => {
    const { logger, lines } = capture();
    logger.error({ err: new SyntaxError('bad text:\n    at hush (hush.js:1:1)\nand more') }, 'failed');
    assert.doesNotMatch(lines.join(), /hush/);
    assert.match(JSON.parse(lines[0] ?? '').err.stack, /logger\.test\.ts/);
  });

  it('tell nothing of what hangs on an error, nor what a parser quotes', () => {
    const { logger, lines } = capture();
    const error = Object.assign(new Error('answered 500'), {
      headers: { authorization: 'hush' },
      body: 'hush',
      payload: { sub: 'hush' },
    });
    logger.error({ err: error }, 'failed');
    let broken: unknown;
    try {
      JSON.parse('{"query": hush}');
    } catch (thrown) {
      broken = thrown;
    }
    assert.match(String(broken), /hush/);
    logger.error({ err: new Error('unreadable', { cause: broken }) }, 'failed');
    logger.error({ err: 'hush' }, 'failed');
    assert.equal(lines.length, 3);
    assert.doesNotMatch(lines.join(), /hush/);
  });

  it('end with a chain of causes that goes round', () => {
    const { logger, lines } = capture();
    const error = new Error('round');
    error.cause = error;
    logger.error({ err: error }, 'failed');
    assert.equal(lines[0]?.split('"round"').length, 6);
  });
});
