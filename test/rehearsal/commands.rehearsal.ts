import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeHesitantModel, writeModel } from '../create-models.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';
import { RUNBOOKS, readBlocks } from './read-runbook.ts';
import { type Desk, makeFolder, runBlock } from './run-block.ts';

describe('commands of runbooks and of the objectives', () => {
  const folder = makeFolder('runbooks');
  const flagsFile = join(folder, 'flags.json');
  let tutor: BadAgent;
  let service: TestService;
  let letter: string;
  /** As docs/runbooks/README.md has it: whoever is on call is an operator who may read the audit trail, and no student. */
  let desk: Desk;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    tutor = await startBadAgent();
    const agents = ['debug', 'concepts', 'exercise', 'progress', 'review'].map((name) => `${name}-agent=${tutor.url}`);
    service = await startService({
      LEARNFLOW_AGENTS: agents.join(','),
      LEARNFLOW_LOG_LEVEL: 'error',
      LEARNFLOW_FLAGS: `file:${flagsFile}`,
    });
    const token = await service.token('nina', '--role', 'operator', '--permissions', 'privacy');
    desk = { service, flagsFile, token, studentToken: await service.token('trial') };
    // Something to find: a dead letter of the student the runbooks speak of, and one that is named.
    await tutor.setMode('refusal');
    const body = { query: 'why does it fail', session_context: { chosen_intent: 'syntax_help' } };
    for (const student of ['sam', 'ada']) {
      const { status, json } = await call(service, '/api/v1/triage', { token: await service.token(student), body });
      assert.equal(status, 502);
      letter = json.dead_letter_id;
    }
    await tutor.setMode('well');
  });
  after(async () => {
    tutor.stop();
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('within sentences can be typed, each with what only its reader knows', async () => {
    const model = writeModel(join(folder, 'next.model'), makeHesitantModel());
    const known = { FOLDER: folder, FILE: join(folder, 'erasures'), N: '2', ID: letter, MODEL: model };
    const all = new Set(
      RUNBOOKS.flatMap(({ inline }) => inline.filter(({ needs }) => needs === 'service')).map(({ script }) => script),
    );
    assert.ok(all.size >= 6, `only ${all.size} were read`);
    // What is discarded cannot be shown.
    for (const script of [...all].sort().reverse()) {
      const line = script.replaceAll(/\b(FOLDER|FILE|N|ID|MODEL)\b/g, (name) => known[name as keyof typeof known]);
      await runBlock(line, desk).catch((error: { stdout: string; stderr: string }) => {
        // Understood, and there was nothing to do.
        assert.match(error.stderr, /is the active model already/, `${line}\n${error.stdout}${error.stderr}`);
      });
    }
  });

  // Many runbooks share a line; a start of the command line takes half a second, so each is typed once.
  const typed = new Set<string>();
  const documents = [...RUNBOOKS, { name: 'slo', blocks: readBlocks(readFileSync('docs/slo.md', 'utf8')) }];
  for (const { name, blocks } of documents) {
    it(`of ${name} can be typed as they stand`, async () => {
      const lines = blocks
        .filter(({ needs }) => needs === 'service')
        .flatMap(({ script }) => script.trim().split('\n'));
      for (const line of lines.filter((one) => !typed.has(one))) {
        typed.add(line);
        await runBlock(line, desk).catch((error: { stdout: string; stderr: string }) => {
          assert.fail(`${line}\n${error.stdout}${error.stderr}`);
        });
      }
    });
  }

  it('were many', () => {
    assert.ok(typed.size > 40, `only ${typed.size} lines were typed`);
  });

  it('would be caught with a word that is no command', async () => {
    await assert.rejects(runBlock('npx learnflow agent-list', desk));
  });
});
