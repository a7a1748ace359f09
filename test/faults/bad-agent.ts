import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// A tutor's process that can be told to misbehave: PUT /mode with the name of one of these.

const reply = (agent: string) => JSON.stringify({ agent, text: 'All is well.', topics: [] });

const MODES: Record<string, (response: ServerResponse, agent: string) => void> = {
  well: (response, agent) => response.writeHead(200, { 'content-type': 'application/json' }).end(reply(agent)),
  error: (response) => response.writeHead(500).end('{}'),
  busy: (response) => response.writeHead(429).end('{}'),
  refusal: (response) => response.writeHead(422).end('{}'),
  silence: () => undefined,
  headersOnly: (response) => response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
  garbage: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>not a reply'),
  otherAgent: (response) => response.writeHead(200).end(reply('nobody-agent')),
  tenMegabytes: (response) => response.writeHead(200).end(`{"text":"${'x'.repeat(10 * 1_048_576)}"}`),
  cutOff: (response) => response.socket?.destroy(),
};

let mode = 'well';
let calls = 0;

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.url === '/calls') return response.end(String(calls));
    if (request.url === '/mode') {
      mode = body;
      calls = 0;
      return response.end('ok');
    }
    calls += 1;
    return MODES[mode]?.(response, JSON.parse(body).agent);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
