import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { INTENTS } from '../../contract/intents.ts';
import { missingData, readData, STUDENT_MESSAGES } from '../evaluation-data.ts';
import { call, startService, type TestService } from '../start-service.ts';

describe('journey: real messages of learners', { skip: missingData(STUDENT_MESSAGES) }, () => {
  let service: TestService;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  it('each get a tutor’s reply or a clarifying question, mostly from the right one', async (context) => {
    const rows = readData<{ text: string; intent: string }>(STUDENT_MESSAGES);
    assert.ok(rows.length > 600);
    const recalled = new Map(INTENTS.map((intent) => [intent as string, { right: 0, all: 0 }]));
    // Several students, because the service limits how much one may ask.
    const tokens = await Promise.all(Array.from({ length: 10 }, (_, number) => service.token(`student-${number}`)));
    for (const [index, { text, intent }] of rows.entries()) {
      const token = tokens[index % tokens.length] ?? '';
      const { status, json } = await call(service, '/api/v1/triage', { token, body: { query: text } });
      assert.equal(status, 200, JSON.stringify(json));
      assert.ok(json.reply.text.length > 0);
      // A tutor, a question back, or (for what reads as from a person in distress) where help is.
      assert.ok(json.reply.agent !== null || json.decision.distress === true || json.decision.choices.length === 2);
      const count = recalled.get(intent);
      if (count === undefined) continue;
      count.all += 1;
      if (json.decision.intent === intent) count.right += 1;
    }
    const shares = [...recalled.values()].map(({ right, all }) => right / all);
    const average = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    context.diagnostic(`recall averaged over the intents: ${(100 * average).toFixed(1)} %`);
    assert.ok(average >= 0.55, `recall averaged over the intents is ${average}`);
  });
});
