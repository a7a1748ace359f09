import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { makeStubbornModel, writeModel } from '../create-models.ts';
import { createTokens } from '../create-tokens.ts';
import { expectAnswers } from '../expect-answers.ts';
import { skipAloud } from '../skip-aloud.ts';
import { runCli, startService, type TestService } from '../start-service.ts';
import { askSteadily, type Questions } from './ask-steadily.ts';
import { checkOutPrevious, startBuild } from './other-builds.ts';
import { readBlocks } from './read-runbook.ts';
import { makeFolder, runBlock } from './run-block.ts';

const PAGE = readFileSync('docs/deployment/rollback.md', 'utf8');

describe('rehearsal: rolling back under load', () => {
  const folder = makeFolder('rollback');
  const flagsFile = join(folder, 'flags.json');
  const env = { LEARNFLOW_FLAGS: `file:${flagsFile}`, LEARNFLOW_LOG_LEVEL: 'error' };
  let service: TestService;
  let questions: Questions;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    service = await startService(env);
    questions = await askSteadily(service);
  });
  after(async () => {
    await questions?.stop();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const follow = (heading: string) => async () => {
    const blocks = readBlocks(PAGE).filter((block) => block.heading === heading && block.needs === 'service');
    assert.ok(blocks.length > 0);
    for (const { script } of blocks) await runBlock(script, { service, flagsFile });
  };

  it('flags: each on the page, there and back', () =>
    questions.unnoticed(async () => {
      await follow('Flags')();
      for (const state of ['off', 'on'])
        for (const flag of ['ml-classifier', 'openai-router', 'retry-policy', 'circuit-breaker'])
          await runCli('flags', 'set', flag, state, '--file', flagsFile);
    }));

  it('model: released to half, to all, and taken back', () =>
    questions.unnoticed(async () => {
      const file = writeModel(join(folder, 'next.model'), makeStubbornModel('concept_explanation'));
      const model = (...args: string[]) => runCli('model', ...args, '--data-dir', service.dataDir);
      const { stdout } = await model('add', file, '--json');
      const { model_id: id } = JSON.parse(stdout) as { model_id: string };
      await model('activate', id, '--percent', '50');
      await questions.waitForAnswers(8);
      await model('activate', id);
      await questions.waitForAnswers(8);
      await follow('Model')();
      const list = JSON.parse((await model('list', '--json')).stdout) as unknown;
      assert.match(JSON.stringify(list), /"role":"active"/);
    }));

  it('schema: the commands of the page, beside the running service', () => questions.unnoticed(follow('Schema')));

  it('configuration: judged before it is applied', () => questions.unnoticed(follow('Configuration')));

  it('code: the build before takes over the same store, and hands it back', async (t) => {
    const previous = checkOutPrevious(join(folder, 'previous'));
    if (previous === undefined) {
      t.skip(skipAloud('no earlier commit with another src in this clone (git fetch --unshallow)'));
      return;
    }
    t.diagnostic(previous.says);
    await questions.unnoticed(async () => {
      const older = await startBuild(previous, service.dataDir, env);
      try {
        const here = questions.target();
        await questions.moveTo(older.url);
        // What either build answered can be read from the older one.
        await expectAnswers(older, questions.answered, await createTokens(service.dataDir));
        await questions.moveTo(here);
        await wait(1_000);
      } finally {
        await older.stop();
        previous.remove();
      }
    });
    t.diagnostic(`${questions.answered.size} questions answered during all rollbacks, none failed`);
  });
});
