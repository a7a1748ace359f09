import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { after, before, describe, it } from 'node:test';

const CLI = new URL('./learnflow.js', import.meta.url).pathname;

describe('learnflow mcp', () => {
  let server: ChildProcess;
  let lines: Interface;
  let nextId = 1;

  async function request(method: string, params: object) {
    const id = nextId++;
    const answered = once(lines, 'line') as Promise<[string]>;
    server.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    const answer = JSON.parse((await answered)[0]);
    assert.equal(answer.id, id);
    return answer;
  }

  before(async () => {
    server = spawn(process.execPath, [CLI, 'mcp'], { stdio: ['pipe', 'pipe', 'inherit'] });
    lines = createInterface({ input: server.stdout as NodeJS.ReadableStream });
    const clientInfo = { name: 'test', version: '1' };
    const hello = await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    assert.equal(hello.result.serverInfo.name, 'learnflow-triage');
    server.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  });

  after(async () => {
    server.stdin?.end();
    await once(server, 'exit');
  });

  it('lists its three tools with their schemas', async () => {
    const { result } = await request('tools/list', {});
    assert.deepEqual(
      result.tools.map(({ name }: { name: string }) => name),
      ['detect_intent', 'select_route', 'explain_route'],
    );
    for (const tool of result.tools) assert.deepEqual(tool.inputSchema.required, ['text']);
  });

  it('detects, routes and explains', async () => {
    const message = { text: 'what is the difference between a list and a tuple?' };
    const detected = await request('tools/call', { name: 'detect_intent', arguments: message });
    assert.equal(detected.result.structuredContent.intent, 'concept_explanation');
    const routed = await request('tools/call', { name: 'select_route', arguments: message });
    assert.equal(routed.result.structuredContent.target_agent, 'concepts-agent');
    const explained = await request('tools/call', { name: 'explain_route', arguments: message });
    assert.match(explained.result.structuredContent.explanation, /routed: concepts-agent/);
  });

  it('refuses an argument it does not know', async () => {
    const call = { name: 'detect_intent', arguments: { text: 'hi', student: 'eve' } };
    const { error, result } = await request('tools/call', call);
    assert.match(JSON.stringify(error ?? result), /additional|student/i);
    assert.ok(error !== undefined || result.isError === true);
  });
});
