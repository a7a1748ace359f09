import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports of this machine that nobody listens on now. All are held until the last is found, so that none comes twice. */
export async function findFreePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    probes.map(async (probe) => {
      if (!probe.listening) await once(probe, 'listening');
      return (probe.address() as { port: number }).port;
    }),
  );
  for (const probe of probes) probe.close();
  return ports;
}
