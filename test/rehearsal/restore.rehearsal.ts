import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTokens } from '../create-tokens.ts';
import { expectAnswers } from '../expect-answers.ts';
import { startService, type TestService } from '../start-service.ts';
import { askSteadily, type Questions } from './ask-steadily.ts';
import { RUNBOOKS } from './read-runbook.ts';
import { type Desk, makeFolder, runBlock } from './run-block.ts';

describe('rehearsal: a store that is lost', () => {
  const folder = makeFolder('restore');
  const env = { LEARNFLOW_LOG_LEVEL: 'error' };
  const blocks = RUNBOOKS.find(({ name }) => name === 'restore')?.blocks ?? [];
  let service: TestService;
  let questions: Questions;
  let desk: Desk;

  before(async () => {
    service = await startService(env);
    questions = await askSteadily(service);
    desk = { service, flagsFile: join(folder, 'flags.json') };
  });
  after(async () => {
    await questions?.stop();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const scriptsOf = (wanted: string) => blocks.filter(({ heading }) => heading === wanted).map(({ script }) => script);

  it('gives back, by its runbook, every answer from before the backup', async (t) => {
    const [confirm = ''] = scriptsOf('Confirm');
    const [backUp = '', restore = ''] = scriptsOf('Do');
    assert.match(await runBlock(confirm, desk), /\bsound\b/);
    await questions.waitForAnswers(20);
    const before = new Map(questions.answered);
    await runBlock(backUp, desk);
    await questions.waitForAnswers(8);
    assert.deepEqual(questions.failures, [], 'the backup was noticed');

    await questions.stop();
    await service.stop({ signal: 'SIGKILL', keepData: true });
    const file = join(service.dataDir, 'learnflow.db');
    writeFileSync(file, randomBytes(65_536));
    rmSync(`${file}-wal`, { force: true });
    const complaint = await runBlock(confirm, desk).then(
      () => assert.fail('doctor found nothing'),
      (error: { stdout: string }) => error.stdout,
    );
    assert.match(complaint, /^WRONG {2}store: .*\n.*restore a backup/m);
    t.diagnostic(complaint.split('\n').find((line) => line.startsWith('WRONG')) ?? '');

    await runBlock(restore, desk);
    const lost = service;
    const restored = `${desk.flagsFile}.restored`;
    mkdirSync(restored, { recursive: true });
    // Stands for the identity provider, which a lost store does not take with it.
    copyFileSync(join(lost.dataDir, 'development-key.json'), join(restored, 'development-key.json'));
    service = await startService(env, restored);
    await expectAnswers(service, before, await createTokens(restored));
    for (const script of scriptsOf('Over when')) await runBlock(script, { ...desk, service });
    rmSync(lost.dataDir, { recursive: true, force: true });
    t.diagnostic(`${before.size} answers from before the backup are there, and each is the one that was given`);
  });
});
