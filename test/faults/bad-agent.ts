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
  slow: (response, agent) => void setTimeout(() => MODES.well?.(response, agent), 1_200),
  headersOnly: (response) => response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
  garbage: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>not a reply'),
  otherAgent: (response) => response.writeHead(200).end(reply('nobody-agent')),
  halfAMegabyte: (response) => response.writeHead(200).end(`{"text":"${'x'.repeat(524_288)}"}`),
  tenMegabytes: (response) => response.writeHead(200).end(`{"text":"${'x'.repeat(10 * 1_048_576)}"}`),
  cutOff: (response) => response.socket?.destroy(),
};

let mode = 'well';
let calls = 0;
/** Of the last question. */
let headers: unknown = {};
/** When each question came, for the most that came within any second. */
let times: number[] = [];

function mostInASecond(): number {
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last++) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.url === '/calls') return response.end(String(calls));
    if (request.url === '/headers') return response.end(JSON.stringify(headers));
    if (request.url === '/rate') return response.end(String(mostInASecond()));
    if (request.url === '/mode') {
      mode = body;
      calls = 0;
      times = [];
      return response.end('ok');
    }
    // A sidecar asks for its configuration and its subscriptions, too.
    if (request.url !== '/process') return response.writeHead(404).end();
    calls += 1;
    headers = request.headers;
    times.push(performance.now());
    return MODES[mode]?.(response, JSON.parse(body).agent);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
