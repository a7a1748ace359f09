import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server of this machine that can lose what the server answers. */
export interface LossyWay {
  readonly port: number;
  /** From now on what the server answers does not arrive. */
  loseAnswers(): void;
  /** From now on nothing of what the server answers to a COMMIT, and after it, arrives. */
  loseCommits(): void;
  /** Breaks every connection, and lets nobody through any more. */
  shut(): void;
  /** Breaks every connection, and lets everyone through again. */
  open(): void;
  close(): Promise<void>;
}

export async function startLossyWay(serverPort: number): Promise<LossyWay> {
  const sockets = new Set<Socket>();
  let mode: 'open' | 'deaf' | 'deaf-to-commits' | 'shut' = 'open';
  const server = createServer((client) => {
    if (mode === 'shut') {
      client.destroy();
      return;
    }
    const upstream = connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let isDeaf = false;
    client.on('data', (chunk) => {
      isDeaf ||= mode === 'deaf-to-commits' && chunk.includes('COMMIT');
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (mode !== 'deaf' && !isDeaf) client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const set = (to: typeof mode) => {
    mode = to;
    if (to === 'open' || to === 'shut') for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswers: () => set('deaf'),
    loseCommits: () => set('deaf-to-commits'),
    shut: () => set('shut'),
    open: () => set('open'),
    async close() {
      set('shut');
      server.close();
      await once(server, 'close');
    },
  };
}
