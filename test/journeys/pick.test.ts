import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, runCli, startService, type TestService } from '../start-service.ts';

/** Says nothing of what is wanted: the hand-written rules always ask back. */
const VAGUE = 'hmm';

describe('journey: a student picks one of two intents', () => {
  let service: TestService;
  before(async () => {
    service = await startService({ LEARNFLOW_FLAG_ML_CLASSIFIER: 'off' });
  });
  after(() => service.stop());

  async function send(student: string, query: string, session_context = {}) {
    const token = await service.token(student);
    const { status, json } = await call(service, '/api/v1/triage', { token, body: { query, session_context } });
    assert.equal(status, 200, JSON.stringify(json));
    return json;
  }

  async function readExamples() {
    const { stdout } = await runCli('feedback', 'export', '--data-dir', service.dataDir);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line)).map((one) => [one.request_id, one.text, one.right_intent]);
  }

  it('the pick is followed, and kept as feedback on the message that was asked back about', async () => {
    const asked = await send('ada', VAGUE);
    assert.equal(asked.decision.outcome, 'clarify');
    const picked = asked.decision.choices[1].intent;
    const answered = await send('ada', VAGUE, { chosen_intent: picked });
    assert.deepEqual([answered.decision.outcome, answered.decision.intent], ['routed', picked]);

    // The pick itself may be the next message, where the conversation is named.
    const inTalk = await send('bea', VAGUE, { conversation_id: 'talk-1' });
    const other = inTalk.decision.choices[0].intent;
    await send('bea', 'the first one', { conversation_id: 'talk-1', chosen_intent: other });

    const wanted = [
      [asked.request_id, VAGUE, picked],
      [inTalk.request_id, VAGUE, other],
    ];
    const deadlineMs = Date.now() + 20_000;
    let examples = await readExamples();
    while (examples.length < wanted.length && Date.now() < deadlineMs) examples = await readExamples();
    assert.deepEqual(examples.sort(), wanted.sort());
  });

  it('on a terminal, too: "learnflow ask" says how to pick, and does', async () => {
    const ask = async (...options: string[]) =>
      (await runCli('ask', VAGUE, '--student', 'dora', '--data-dir', service.dataDir, ...options)).stdout;
    const [, picked = ''] = /the same with --pick (\w+)/.exec(await ask()) ?? [];
    assert.match(await ask('--pick', picked), new RegExp(`^intent +${picked} .*routed`));
  });

  it('an intent that answers no question is followed and is no feedback', async () => {
    const before = await readExamples();
    await send('cleo', 'another thing', { chosen_intent: 'code_review' });
    // A second pick that is kept shows that the first has been looked at.
    const asked = await send('cleo', VAGUE);
    const picked = asked.decision.choices[0].intent;
    await send('cleo', VAGUE, { chosen_intent: picked });
    const deadlineMs = Date.now() + 20_000;
    let examples = await readExamples();
    while (examples.length === before.length && Date.now() < deadlineMs) examples = await readExamples();
    assert.deepEqual(examples[0], [asked.request_id, VAGUE, picked]);
    assert.equal(examples.length, before.length + 1);
  });
});
