import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { QUESTIONS } from './variants.ts';

/** Requests that are under way at once, each on a connection of its own that is kept. */
const CONNECTIONS = 4;

const REQUESTS = QUESTIONS.map((query) => {
  const body = JSON.stringify({ query });
  const head = [
    'POST /api/v1/triage HTTP/1.1',
    'Host: bench',
    'Authorization: Bearer bench',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
});

/** Connects to a service. @returns a function that asks so many questions, and resolves when all are answered */
export async function connectTo(port: number): Promise<(count: number) => Promise<void>> {
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, '127.0.0.1').setNoDelay(true));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  let left = 0;
  let waiting = 0;
  let allAnswered = () => {};

  function ask(socket: Socket): void {
    if (left > 0) socket.write(REQUESTS[left-- % REQUESTS.length] as string);
    else if (--waiting === 0) allAnswered();
  }

  for (const socket of sockets) {
    let answer = '';
    socket.setEncoding('latin1').on('data', (part) => {
      answer += part;
      const head = answer.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1]);
      if (head < 0 || answer.length < head + 4 + length) return;
      if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`answered ${answer}`);
      answer = '';
      ask(socket);
    });
  }
  return (count) => {
    left = count;
    waiting = sockets.length;
    const { promise, resolve } = Promise.withResolvers<void>();
    allAnswered = resolve;
    for (const socket of sockets) ask(socket);
    return promise;
  };
}
