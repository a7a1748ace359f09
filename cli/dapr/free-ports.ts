import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that Linux, macOS and Windows give to outgoing connections: one of those could take a port between its
 * being found and its being listened on.
 */
const FIRST_PORT = 20_000;
const END_OF_PORTS = 30_000;
const ATTEMPTS = 100;

/**
 * Ports of 127.0.0.1 that nobody listens on now. All are held until the last is found, so that none comes twice.
 * @throws {Error} when a hundred tries for one port all met one in use
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  try {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await holdPort(held));
    return ports;
  } finally {
    for (const server of held) server.close();
  }
}

async function holdPort(held: Server[]): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_PORT, END_OF_PORTS);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      held.push(server);
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`no free port of 127.0.0.1 in ${ATTEMPTS} tries between ${FIRST_PORT} and ${END_OF_PORTS}`);
}
