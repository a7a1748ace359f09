import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, startService, type TestService } from '../start-service.ts';

describe('journey: a student in distress', () => {
  let service: TestService;
  let token: string;
  before(async () => {
    service = await startService({ LEARNFLOW_DISTRESS_REPLY: 'Ring the porter on 100, day or night.' });
    token = await service.token('ada');
  });
  after(() => service.stop());

  it('is told where help is, in the words of the school, and sent to no tutor', async () => {
    const { status, json } = await call(service, '/api/v1/triage', {
      token,
      body: {
        query: 'quiz me on loops. i want to kill myself',
        session_context: { chosen_intent: 'exercise_request' },
      },
    });
    assert.equal(status, 200, JSON.stringify(json));
    assert.deepEqual(json.reply, {
      agent: null,
      text: 'Ring the porter on 100, day or night.',
      topics: [],
      suggestions: [],
    });
    const { target_agent, outcome, distress, reasons } = json.decision;
    assert.deepEqual([target_agent, outcome, distress], [null, 'fallback', true]);
    assert.match(reasons.join(' '), /staff are told/);
    const metrics = await (await fetch(service.metricsUrl)).text();
    assert.match(metrics, /learnflow_distress_total\{sign="self-harm"\} 1/);
  });
});
