import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request of the OpenAI protocol looks like, as far as it is of interest here. */
export interface ModelRequest {
  readonly model: string;
  readonly temperature: number;
  readonly max_completion_tokens: number;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format: { readonly type: string; readonly json_schema: { readonly schema: unknown } };
}

/** Answers one request, in whatever mood. */
export type Mood = (request: ModelRequest, response: ServerResponse) => void;

export interface FakeModel {
  readonly baseUrl: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** What came with each of them. */
  readonly headers: readonly IncomingHttpHeaders[];
  mood: Mood;
  close(): Promise<void>;
}

/** A completion with this content, and with what it cost unless it keeps that to itself (null). */
export function complete(
  response: ServerResponse,
  content: string | null,
  usage: object | null = { prompt_tokens: 300, completion_tokens: 12, total_tokens: 312 },
  model = 'test',
): void {
  const message = { role: 'assistant', content, refusal: null };
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model,
      choices: [{ index: 0, message, finish_reason: 'stop', logprobs: null }],
      ...(usage !== null && { usage }),
    }),
  );
}

export const answering =
  (intent: string, confidence = 0.9): Mood =>
  (_request, response) =>
    complete(response, JSON.stringify({ intent, confidence }));

/** A server that speaks the OpenAI protocol on a free port. */
export async function startFakeModel(mood: Mood): Promise<FakeModel> {
  const requests: ModelRequest[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const fake = { mood };
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        const asked = JSON.parse(body) as ModelRequest;
        requests.push(asked);
        headers.push(request.headers);
        fake.mood(asked, response);
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(fake, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    headers,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
