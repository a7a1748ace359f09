import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

/** Starts a program that has a logger. */
function startLogging(program: string) {
  const logger = JSON.stringify(new URL('./logger.ts', import.meta.url).href);
  // The service asks whether it has a terminal too, which makes a pipe one that does not block.
  const source = `import { createLogger } from ${logger}; process.stderr.isTTY; const logger = createLogger('info', false); ${program}`;
  return spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Resolves with what the program wrote to stderr, once it has ended; a text it says ends it. */
async function readLog(child: ReturnType<typeof startLogging>, endAt?: string): Promise<string> {
  let written = '';
  child.stderr.on('data', (part) => {
    written += part;
    if (endAt !== undefined && written.includes(endAt)) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return written;
}

const runLogging = (program: string) => readLog(startLogging(program));

const messagesOf = (written: string) => [...written.matchAll(/"msg":"([^"]*)"/g)].map(([, msg]) => msg);

describe('log lines that wait to be written together', () => {
  for (const [how, end] of [
    ['runs out of work', ''],
    ['exits', 'process.exit(1);'],
    ['exits after flushing', 'logger.flush(() => process.exit(1));'],
    ['breaks', "throw new Error('unforeseen');"],
    ['breaks later', "setTimeout(() => { logger.info('fourth'); throw new Error('unforeseen'); }, 1);"],
    ['lets a promise break', "Promise.reject(new Error('unforeseen'));"],
  ] as const) {
    it(`arrive in their order when the process ${how}`, async () => {
      const written = await runLogging(`logger.info('first'); logger.fatal('second'); logger.info('third'); ${end}`);
      const wanted = ['first', 'second', 'third', ...(end.includes('fourth') ? ['fourth'] : [])];
      assert.deepEqual(messagesOf(written), wanted);
    });
  }

  it('arrive, each once, when the process ends while a thousand of them wait', async () => {
    const written = await runLogging(
      "for (let n = 0; n < 1_000; n++) { logger.info('line ' + n); if (n % 99 === 0) await new Promise(setImmediate); } process.exit(1);",
    );
    assert.deepEqual(
      messagesOf(written),
      Array.from({ length: 1_000 }, (_, n) => `line ${n}`),
    );
  });

  it('leave at once from a warning on, with what waits before it', async () => {
    const killed = "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});";
    const quiet = await runLogging(`logger.info('first'); ${killed}`);
    assert.deepEqual(messagesOf(quiet), [], 'they do not wait at all');
    for (const level of ['warn', 'error', 'fatal']) {
      const written = await runLogging(`logger.info('first'); logger.${level}('second'); ${killed}`);
      assert.deepEqual(messagesOf(written), ['first', 'second'], level);
    }
  });

  it('leave while the process goes on, though they are few', async () => {
    const written = await runLogging(
      "logger.info('alone'); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 2_000);",
    );
    assert.deepEqual(messagesOf(written), ['alone']);
  });

  it('hold up nobody while the reader takes none, and arrive when it does', async () => {
    const text = 'x'.repeat(100);
    const child = startLogging(
      `for (let n = 0; n < 4_000; n++) logger.info('line ' + n + ' ${text}');
       setTimeout(() => console.log('still here'), 50); setInterval(() => {}, 1_000);`,
    );
    assert.match(String(await once(child.stdout, 'data')), /still here/);
    assert.equal(messagesOf(await readLog(child, `line 3999 ${text}"}`)).length, 4_000);
  });

  it('are dropped, and their number told, when more wait than there is room for', async () => {
    const child = startLogging(
      `for (let n = 0; n < 100_000; n++) logger.info('${'x'.repeat(200)}');
       console.log('still here'); setInterval(() => {}, 1_000);`,
    );
    assert.match(String(await once(child.stdout, 'data')), /still here/);
    const lines = (await readLog(child, 'too slow"}\n')).trimEnd().split('\n');
    const { level, lines: dropped } = JSON.parse(lines.at(-1) ?? '');
    assert.deepEqual([level, dropped], [40, 100_000 - (lines.length - 1)]);
    assert.ok(dropped > 10_000, `${dropped} dropped`);
    for (const line of lines) assert.equal(typeof JSON.parse(line), 'object');
  });

  it('end no process when nobody reads them any more', async () => {
    const child = startLogging(`setInterval(() => logger.error('into nothing'), 5);
      setTimeout(() => { console.log('still here'); process.exit(); }, 300);`);
    child.stderr.destroy();
    assert.match(String(await once(child.stdout, 'data')), /still here/);
  });
});
