import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { makeStubbornModel, writeModel } from '../create-models.ts';
import { createTokens } from '../create-tokens.ts';
import { runCli, startService, type TestService } from '../start-service.ts';
import { readBlocks } from './read-runbook.ts';
import { makeFolder, runBlock } from './run-block.ts';

const PAGE = readFileSync('docs/deployment/rollback.md', 'utf8');

describe('rehearsal: rolling back under load', () => {
  const folder = makeFolder('rollback');
  const flagsFile = join(folder, 'flags.json');
  const env = { LEARNFLOW_FLAGS: `file:${flagsFile}`, LEARNFLOW_LOG_LEVEL: 'error' };
  let service: TestService;
  /** Where questions go now: a gateway in one line. */
  let target: string;
  const failures: string[] = [];
  const answered: string[] = [];
  let isOver = false;
  let asking: Promise<unknown>;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    service = await startService(env);
    target = service.url;
    const issue = await createTokens(service.dataDir);
    asking = Promise.all(Array.from({ length: 4 }, async (_, index) => ask(index, await issue(`student-${index}`))));
  });
  after(async () => {
    isOver = true;
    await asking;
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(index: number, token: string): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    for (let count = 0; !isOver; count++) {
      const body = JSON.stringify({ query: `what is a list, and what is a loop? ${index} ${count}` });
      try {
        const response = await fetch(`${target}/api/v1/triage`, { method: 'POST', headers, body });
        const text = await response.text();
        if (response.status === 200) answered.push((JSON.parse(text) as { request_id: string }).request_id);
        else failures.push(`${response.status} ${text}`);
      } catch (error) {
        failures.push(String(error));
      }
      // Below the limit of a hundred a minute.
      await wait(700);
    }
  }

  /** Does something, and looks whether anyone noticed while it happened and for a while after. */
  async function unnoticed(work: () => Promise<unknown>): Promise<void> {
    const before = answered.length;
    await work();
    while (answered.length < before + 8) await wait(50);
    assert.deepEqual(failures, []);
  }

  const follow = (heading: string) => async () => {
    const blocks = readBlocks(PAGE).filter((block) => block.heading === heading && block.needs === 'service');
    assert.ok(blocks.length > 0);
    for (const { script } of blocks) await runBlock(script, { service, flagsFile });
  };

  it('flags: each on the page, there and back', () =>
    unnoticed(async () => {
      await follow('Flags')();
      for (const state of ['off', 'on'])
        for (const flag of ['ml-classifier', 'openai-router', 'retry-policy', 'circuit-breaker'])
          await runCli('flags', 'set', flag, state, '--file', flagsFile);
    }));

  it('model: released to half, to all, and taken back', () =>
    unnoticed(async () => {
      const file = writeModel(join(folder, 'next.model'), makeStubbornModel('concept_explanation'));
      const model = (...args: string[]) => runCli('model', ...args, '--data-dir', service.dataDir);
      const { stdout } = await model('add', file, '--json');
      const { model_id: id } = JSON.parse(stdout) as { model_id: string };
      await model('activate', id, '--percent', '50');
      await wait(1_500);
      await model('activate', id);
      await wait(1_500);
      await follow('Model')();
      const list = JSON.parse((await model('list', '--json')).stdout) as unknown;
      assert.match(JSON.stringify(list), /"role":"active"/);
    }));

  it('schema: looked at and brought up to date beside the running service', () => unnoticed(follow('Schema')));

  it('configuration: judged before it is applied', () => unnoticed(follow('Configuration')));

  it('code: the build before takes over the same store, and hands it back', async (t) => {
    const previous = await checkOutPrevious();
    t.diagnostic(previous.says);
    await unnoticed(async () => {
      const older = spawn(
        process.execPath,
        [
          join(previous.folder, 'cli/learnflow.js'),
          'serve',
          '--port',
          '0',
          '--metrics-port',
          '0',
          '--data-dir',
          service.dataDir,
          '--json',
        ],
        { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } },
      );
      try {
        const [line] = (await once(createInterface({ input: older.stdout }), 'line')) as [string];
        const here = target;
        const countBefore = answered.length;
        target = (JSON.parse(line) as { url: string }).url;
        while (answered.length < countBefore + 12) await wait(50);
        // What the newer build answered can be read from the older one.
        const token = await service.token('operator', '--role', 'operator');
        const record = await fetch(`${target}/api/v1/requests/${answered[0]}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        assert.equal(record.status, 200, await record.text());
        target = here;
        await wait(1_000);
      } finally {
        older.kill('SIGTERM');
        await once(older, 'exit');
        previous.remove();
      }
    });
    t.diagnostic(`${answered.length} questions answered during all rollbacks, ${failures.length} failed`);
  });

  /** The last release, or where there is none the commit before this one, as files of its own. */
  async function checkOutPrevious() {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    let commit: string | undefined;
    for (const candidate of ['HEAD~1', 'HEAD']) {
      try {
        commit ??= git('rev-parse', '--verify', candidate);
      } catch {
        // A shallow clone has no commit before this one.
      }
    }
    assert.ok(commit, 'no commit to roll back to');
    const checkout = join(folder, 'previous');
    git('worktree', 'add', '--detach', checkout, commit);
    symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'));
    return {
      folder: checkout,
      says: `the build before is ${git('log', '-1', '--format=%h %s', commit)}`,
      remove: () => git('worktree', 'remove', '--force', checkout),
    };
  }
});
