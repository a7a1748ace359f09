import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Value } from 'typebox/value';
import { AgentReplySchema } from '../../contract/agent.ts';
import { startPython } from '../../skills/python-diagnosis/compile-python.ts';
import { answer } from './answer.ts';

before(startPython);

const ask = async (query: string, code?: string) =>
  answer({ request_id: 'r1', agent: 'debug-agent', intent: 'syntax_help', query, ...(code ? { code } : {}) });

describe('debug tutor', () => {
  it('names the line, quotes it and shows the repair', async () => {
    const reply = await ask("NameError: name 'totl' is not defined", 'total = 1\nprint(totl)');
    assert.equal(reply.line, 2);
    assert.match(reply.text, /\*\*Line 2\*\*: `print\(totl\)`/);
    assert.match(reply.text, /```python\nprint\(total\)\n```/);
  });

  it('keeps its fences whole around backticks of the student', async () => {
    const { text } = await ask('', 'x = 1\nif x == "```":\n    x == """```"""');
    const fences = text.split('\n').filter((line) => /^`{3,}/.test(line));
    assert.ok(fences.length >= 2);
    assert.equal(fences[0]?.replace('python', ''), fences[1]);
    assert.equal(fences[0], '````python');
  });

  it('asks for exactly what is missing', async () => {
    assert.match((await ask('it does not work')).text, /paste \*\*the code\*\* and \*\*the whole error message\*\*/);
    assert.match((await ask("KeyError: 'a'")).text, /I need the lines around/);
  });

  it('stays on a screen and inside the contract', async () => {
    for (const code of ['('.repeat(5_000), `x = "${'é'.repeat(30_000)}`, 'a == 1\n'.repeat(5_000)]) {
      const reply = await ask('why IndexError?', code);
      assert.ok(Value.Check(AgentReplySchema, reply));
      assert.ok(reply.text.length < 2_500, String(reply.text.length));
    }
  });

  it('does not diagnose another language as Python', async () => {
    assert.match((await ask('why?', '#include <stdio.h>\nint main() { return 0 }')).text, /about C,/);
  });

  it('gives the same answer twice', async () => {
    assert.deepEqual(
      await ask('wrong result', 'x = 3\nif x == 1 or 2:\n    print(x)'),
      await ask('wrong result', 'x = 3\nif x == 1 or 2:\n    print(x)'),
    );
  });
});
