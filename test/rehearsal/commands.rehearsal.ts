import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';
import { RUNBOOKS, readBlocks } from './read-runbook.ts';
import { makeFolder, runBlock } from './run-block.ts';

describe('commands of runbooks and of the objectives', () => {
  const folder = makeFolder('runbooks');
  const flagsFile = join(folder, 'flags.json');
  let tutor: BadAgent;
  let service: TestService;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    tutor = await startBadAgent();
    const agents = ['debug', 'concepts', 'exercise', 'progress', 'review'].map((name) => `${name}-agent=${tutor.url}`);
    service = await startService({
      LEARNFLOW_AGENTS: agents.join(','),
      LEARNFLOW_LOG_LEVEL: 'error',
      LEARNFLOW_FLAGS: `file:${flagsFile}`,
    });
    // Something to find: a dead letter of the student the runbooks speak of.
    await tutor.setMode('refusal');
    const body = { query: 'why does it fail', session_context: { chosen_intent: 'syntax_help' } };
    assert.equal((await call(service, '/api/v1/triage', { token: await service.token('sam'), body })).status, 502);
    await tutor.setMode('well');
  });
  after(async () => {
    tutor.stop();
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
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
        await runBlock(line, { service, flagsFile }).catch((error: { stdout: string; stderr: string }) => {
          assert.fail(`${line}\n${error.stdout}${error.stderr}`);
        });
      }
    });
  }

  it('were many', () => {
    assert.ok(typed.size > 40, `only ${typed.size} lines were typed`);
  });

  it('would be caught with a word that is no command', async () => {
    await assert.rejects(runBlock('npx learnflow agent-list', { service, flagsFile }));
  });
});
