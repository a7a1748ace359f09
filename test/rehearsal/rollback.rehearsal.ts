import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { SCHEMA_VERSION } from '../../src/journal/sqlite-schema.ts';
import { makeStubbornModel, writeModel } from '../create-models.ts';
import { createTokens } from '../create-tokens.ts';
import { skipAloud } from '../skip-aloud.ts';
import { runCli, startService, type TestService } from '../start-service.ts';
import { checkOutPrevious, startBuild, writeNext } from './other-builds.ts';
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
    await work();
    await waitForAnswers(8);
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

  it('schema: the commands of the page, beside the running service', () => unnoticed(follow('Schema')));

  it('configuration: judged before it is applied', () => unnoticed(follow('Configuration')));

  it('code: the build before takes over the same store, and hands it back', async (t) => {
    const previous = checkOutPrevious(join(folder, 'previous'));
    if (previous === undefined) {
      t.skip(skipAloud('no earlier commit with another src in this clone (git fetch --unshallow)'));
      return;
    }
    t.diagnostic(previous.says);
    await unnoticed(async () => {
      const older = await startBuild(previous, service.dataDir, env);
      try {
        const here = target;
        await moveTo(older.url);
        // What the newer build answered can be read from the older one.
        await findRecords(answered.slice(0, 1));
        target = here;
        await wait(1_000);
      } finally {
        await older.stop();
        previous.remove();
      }
    });
  });

  it('schema: the build after brings the store further, and this one takes it back', async (t) => {
    const next = writeNext(join(folder, 'next'));
    t.diagnostic(next.says);
    await unnoticed(async () => {
      const newer = await startBuild(next, service.dataDir, env);
      try {
        // Both work on the newer schema: this one was there before it.
        assert.equal(readVersion(), SCHEMA_VERSION + 1);
        await waitForAnswers(8);
        await moveTo(newer.url);
        // This one starts anew on it, as after a rollback of the code.
        await service.stop({ keepData: true });
        service = await startService(env, service.dataDir);
        await moveTo(service.url);
        await wait(1_000);
      } finally {
        await newer.stop();
      }
      await waitForAnswers(8);
      await findRecords(answered);
      assert.equal(readVersion(), SCHEMA_VERSION + 1);
    });
    t.diagnostic(`${answered.length} questions answered during all rollbacks, ${failures.length} failed`);
  });

  async function waitForAnswers(more: number): Promise<void> {
    const wanted = answered.length + more;
    while (answered.length < wanted) {
      assert.deepEqual(failures, []);
      await wait(50);
    }
  }

  /** Sends the questions elsewhere, and waits until those under way have ended and others were answered there. */
  async function moveTo(url: string): Promise<void> {
    target = url;
    await waitForAnswers(12);
  }

  async function findRecords(ids: readonly string[]): Promise<void> {
    const token = await service.token('operator', '--role', 'operator');
    for (const id of ids) {
      const found = await fetch(`${target}/api/v1/requests/${id}`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(found.status, 200, await found.text());
    }
  }

  function readVersion(): number {
    const db = new DatabaseSync(join(service.dataDir, 'learnflow.db'), { readOnly: true });
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    db.close();
    return version;
  }
});
