import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const CLI = fileURLToPath(new URL('./learnflow.js', import.meta.url));

describe('learnflow mcp, asked by the client that coding agents use', () => {
  const client = new Client({ name: 'test', version: '1' });
  before(() => client.connect(new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp'] })));
  after(() => client.close());

  async function ask(name: string, args: Record<string, unknown>) {
    const { isError, structuredContent, content } = await client.callTool({ name, arguments: args });
    return {
      isError: isError === true,
      found: structuredContent as Record<string, unknown>,
      said: JSON.stringify(content),
    };
  }

  it('lists its three tools with their schemas', async () => {
    assert.equal(client.getServerVersion()?.name, 'learnflow-triage');
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['detect_intent', 'select_route', 'explain_route'],
    );
    for (const { inputSchema, outputSchema } of tools) {
      assert.deepEqual(inputSchema.required, ['text']);
      assert.ok(outputSchema !== undefined);
    }
  });

  it('detects, routes and explains, each in the shape its schema promises', async () => {
    const message = { text: 'what is the difference between a list and a tuple?' };
    assert.equal((await ask('detect_intent', message)).found.intent, 'concept_explanation');
    assert.equal((await ask('select_route', message)).found.target_agent, 'concepts-agent');
    assert.match(String((await ask('explain_route', message)).found.explanation), /routed: concepts-agent/);
  });

  it('knows the conversation, and sends nobody in distress to a tutor', async () => {
    const picked = { text: 'hm', session_context: { chosen_intent: 'progress_check' } };
    assert.equal((await ask('select_route', picked)).found.target_agent, 'progress-agent');
    const progress = { recent_errors: 5, completion: 0.1 };
    assert.equal((await ask('select_route', { text: 'what is a loop?', student_progress: progress })).isError, false);
    const { found } = await ask('select_route', { text: 'i want to kill myself' });
    assert.deepEqual([found.target_agent, found.distress], [null, true]);
  });

  it('refuses an argument it does not know, and a message without text or too long', async () => {
    for (const [args, complaint] of [
      [{ text: 'hi', student: 'eve' }, /additional|student/i],
      [{}, /text/],
      [{ text: 'x'.repeat(5_001) }, /5000/],
    ] as const) {
      const { isError, said } = await ask('detect_intent', args);
      assert.ok(isError, said);
      assert.match(said, complaint);
    }
  });
});
