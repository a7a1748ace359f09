import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { skipAloud } from '../skip-aloud.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';

const AGENTS = ['debug', 'concepts', 'exercise', 'progress', 'review'];
const body = { query: 'why does it fail', session_context: { chosen_intent: 'syntax_help' } };
const CLOCK = new URL('./step-clock.js', import.meta.url).href;

const folder = mkdtempSync(join(tmpdir(), 'learnflow-fault-'));
let tutor: BadAgent;
before(async () => {
  tutor = await startBadAgent();
});
after(() => {
  tutor.stop();
  rmSync(folder, { recursive: true, force: true });
});

const agentsAt = (url: string) => AGENTS.map((name) => `${name}-agent=${url}`).join(',');
const start = (env: Record<string, string> = {}, dataDir?: string) =>
  startService({ LEARNFLOW_AGENTS: agentsAt(tutor.url), LEARNFLOW_LOG_LEVEL: 'error', ...env }, dataDir);

/** Looks again and again until something is so; a test that waits for ever is ended by the runner. */
async function until<Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('faults: the file is locked by another process', () => {
  let service: TestService;
  let token: string;
  before(async () => {
    service = await start({ LEARNFLOW_DEADLINE_MS: '4000', LEARNFLOW_ATTEMPT_TIMEOUT_MS: '800' });
    token = await service.token('ada');
  });
  after(() => service.stop());

  it('accepts nothing, says so at once enough, still reads, and goes on when it is free', async () => {
    await tutor.setMode('well');
    const earlier = await call(service, '/api/v1/triage', { token, body });
    assert.equal(earlier.status, 200);
    const other = new DatabaseSync(join(service.dataDir, 'learnflow.db'), { timeout: 5_000 });
    other.exec('BEGIN IMMEDIATE');
    const startedAt = performance.now();
    const asked = call(service, '/api/v1/triage', { token, body });
    const read = await call(service, `/api/v1/requests/${earlier.json.request_id}`, { token });
    assert.equal(read.json.status, 'answered');
    const { status, json, headers } = await asked;
    assert.deepEqual([status, json.code, json.instance], [503, 'JOURNAL_UNAVAILABLE', undefined]);
    assert.ok(Number(headers.get('retry-after')) > 0);
    assert.ok(performance.now() - startedAt < 10_000);
    assert.equal(await tutor.countCalls(), 1);
    other.exec('ROLLBACK');
    other.close();
    await until(
      () => call(service, '/api/v1/triage', { token, body }),
      (answer) => answer.status === 200,
    );
  });

  it('tells a student whose answer cannot be recorded that it was accepted, and ends it when it can', async () => {
    await tutor.setMode('silence');
    const asked = call(service, '/api/v1/triage', { token, body });
    // The tutor was asked, so the request has been accepted; from here on nothing can be written.
    await until(tutor.countCalls, (calls) => calls > 0);
    const other = new DatabaseSync(join(service.dataDir, 'learnflow.db'), { timeout: 5_000 });
    other.exec('BEGIN IMMEDIATE');
    const { status, json } = await asked;
    assert.deepEqual([status, json.code], [503, 'JOURNAL_UNAVAILABLE']);
    assert.match(json.detail, /was accepted/);
    other.exec('ROLLBACK');
    other.close();
    const ended = await until(
      () => call(service, json.instance, { token }),
      (answer) => answer.json.status !== 'accepted',
    );
    assert.equal(ended.json.status, 'dead_lettered');
    await tutor.setMode('well');
  });
});

describe('faults: the disk is full', () => {
  const disk = join(folder, 'disk');
  const mountFailure = mountSmallDisk(disk);
  after(() => {
    if (mountFailure === undefined) execFileSync('umount', [disk]);
  });

  it('accepts nothing while it is, and goes on when there is room', { skip: mountFailure ?? false }, async () => {
    await tutor.setMode('well');
    const service = await start({ LEARNFLOW_STORE: `sqlite:${join(disk, 'learnflow.db')}` });
    const token = await service.token('ada');
    const ask = () => call(service, '/api/v1/triage', { token, body });
    const accepted: string[] = [];
    try {
      for (let count = 0; count < 3; count++) accepted.push((await ask()).json.request_id);
      const ballast = join(disk, 'ballast');
      fillUp(ballast);
      const refused = await until(ask, (answer) => {
        if (answer.status === 200) accepted.push(answer.json.request_id);
        return answer.status !== 200;
      });
      assert.deepEqual([refused.status, refused.json.code], [503, 'JOURNAL_UNAVAILABLE']);
      if (refused.json.instance !== undefined) accepted.push(refused.json.instance.split('/').at(-1));
      rmSync(ballast);
      const answered = await until(ask, (answer) => answer.status === 200);
      accepted.push(answered.json.request_id);
      for (const id of accepted) {
        const ended = await until(
          () => call(service, `/api/v1/requests/${id}`, { token }),
          ({ json }) => json.status !== 'accepted',
        );
        assert.match(ended.json.status, /answered|dead_lettered/);
      }
    } finally {
      await service.stop();
    }
    const db = new DatabaseSync(join(disk, 'learnflow.db'));
    assert.equal(db.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
    db.close();
  });
});

describe('faults: the clock steps by an hour', () => {
  it('ends nobody’s request, here or in a second process, and removes nothing', async () => {
    await tutor.setMode('silence');
    const timing = { LEARNFLOW_ATTEMPT_TIMEOUT_MS: '1500', LEARNFLOW_DEADLINE_MS: '6000' };
    const first = await start({ NODE_OPTIONS: `--import=${CLOCK}`, ...timing });
    const second = await start(timing, first.dataDir);
    try {
      const token = await first.token('ada', '--ttl', '24h');
      const asked = call(first, '/api/v1/triage', { token, body });
      await until(tutor.countCalls, (calls) => calls > 0);
      first.process.kill('SIGUSR2');
      // Both look after leases while the clocks disagree; the request ends as its own process says.
      const { json } = await asked;
      assert.ok(json.dead_letter_id, JSON.stringify(json));
      const { json: record } = await call(second, json.instance, { token });
      assert.deepEqual([record.status, record.dead_letter_id], ['dead_lettered', json.dead_letter_id]);
      const operator = await first.token('root', '--role', 'operator', '--ttl', '24h');
      const letter = await call(second, `/api/v1/dead-letters/${json.dead_letter_id}`, { token: operator });
      assert.notEqual(letter.json.reason, 'interrupted');
      await tutor.setMode('well');
      assert.equal((await call(second, '/api/v1/triage', { token, body })).status, 200);
    } finally {
      await second.stop({ keepData: true });
      await first.stop();
    }
  });
});

/** A disk of a few megabytes; says why where there can be none. */
function mountSmallDisk(path: string): string | undefined {
  if (process.getuid?.() !== 0) return skipAloud('only root can mount a small disk');
  try {
    execFileSync('mkdir', ['-p', path]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path], { stdio: 'pipe' });
    return undefined;
  } catch {
    return skipAloud('a small disk cannot be mounted here');
  }
}

function fillUp(file: string): void {
  for (let size = 4 * 1_048_576; size >= 1_024; size = Math.floor(size / 2)) {
    try {
      writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
