import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Value } from 'typebox/value';
import { AgentReplySchema } from '../../contract/agent.ts';
import type { Intent } from '../../contract/intents.ts';
import { startPython } from '../../skills/python-diagnosis/compile-python.ts';
import { answer } from './answer.ts';

before(startPython);

const ask = async (query: string, code?: string, intent: Intent = 'code_review') =>
  answer({ request_id: 'r1', agent: 'review-agent', intent, query, ...(code ? { code } : {}) });

describe('review tutor', () => {
  it('shows the line before and after', async () => {
    const reply = await ask('any feedback?', 'names = ["a"]\nfor i in range(len(names)):\n    print(names[i])');
    assert.equal(reply.line, 2);
    assert.match(reply.text, /for i in range\(len\(names\)\):\n# becomes\nfor name in names:/);
  });

  it('says first that code does not run', async () => {
    const reply = await ask('is this good style?', 'print "hi"');
    assert.match(reply.text, /^Before its style/);
    assert.equal(reply.line, 1);
  });

  it('gives a checklist for what was asked, and asks for the code', async () => {
    const { text } = await ask('Is there a better way to write my try and except?');
    assert.match(text, /Error handling/);
    assert.match(text, /Paste the code itself/);
  });

  it('says that it cannot open links', async () => {
    assert.match((await ask('feedback on my project please: https://example.org/x')).text, /cannot open links/);
  });

  it('says what the tutors can do when a message asks for nothing', async () => {
    const { text } = await ask('the weather is nice', undefined, 'concept_explanation');
    assert.match(text, /\*\*error\*\*[\s\S]*\*\*exercise\*\*[\s\S]*\?$/);
  });

  it('stays inside the contract whatever comes', async () => {
    for (const code of ['('.repeat(5_000), '`'.repeat(9_000), '<div>\n'.repeat(2_000), 'x = 1\n'.repeat(9_000)]) {
      const reply = await ask('', code);
      assert.ok(Value.Check(AgentReplySchema, reply));
      assert.ok(reply.text.length < 4_000);
    }
  });
});
