import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTokens } from '../create-tokens.ts';
import { answering, type FakeModel, type Mood, startFakeModel } from '../fake-model.ts';
import { call, startService, type TestService } from '../start-service.ts';

const portOf = (server: Server) => (server.address() as { port: number }).port;

describe('a language model that attacks', () => {
  let elsewhere: Server;
  let fake: FakeModel;
  let service: TestService;
  let token: (student: string) => Promise<string>;
  const calls: string[] = [];
  before(async () => {
    elsewhere = createServer((request, response) => {
      calls.push(`${request.method} ${request.url}`);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    fake = await startFakeModel(answering('progress_check'));
    service = await startService({
      LEARNFLOW_LLM_BASE_URL: fake.baseUrl,
      LEARNFLOW_LLM_API_KEY: 'not-a-secret',
      LEARNFLOW_FLAG_SKILL_LIBRARY: 'off',
    });
    token = await createTokens(service.dataDir);
  });
  after(async () => {
    await service.stop();
    await fake.close();
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  /** Who decided a message while the model is in a mood, after one that it answered: failures in a row open its breaker. */
  async function deciderIn(mood: Mood): Promise<string> {
    const ask = async (student: string) =>
      (await call(service, '/api/v1/classify', { token: await token(student), body: { query: 'what is a loop?' } }))
        .json.classification.decided_by;
    fake.mood = answering('progress_check');
    assert.equal(await ask('ada'), 'llm');
    fake.mood = mood;
    return ask('ada');
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`sends a student's words nowhere else: ${status}`, async () => {
      const location = `http://127.0.0.1:${portOf(elsewhere)}/latest/meta-data`;
      const decider = await deciderIn((_request, response) => response.writeHead(status, { location }).end());
      assert.deepEqual([decider, calls], ['model', []]);
    });
  }

  it('does not unfold what it compressed', async () => {
    // 60 KB on the way, with a right answer in front: read whole, it would be taken.
    const answer = { choices: [{ message: { content: '{"intent":"progress_check","confidence":0.9}' } }] };
    const bomb = gzipSync(Buffer.concat([Buffer.from(JSON.stringify(answer)), Buffer.alloc(40_000_000, 0x20)]));
    const decider = await deciderIn((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
    );
    assert.ok(bomb.length < 65_536);
    assert.equal(decider, 'model');
  });
});
