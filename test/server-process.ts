import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 20;

/**
 * Waits until a server that was just started takes connections.
 * @param name of the server, for the error
 * @throws {Error} when it cannot be started, or ends before
 */
export async function waitUntilOpen(
  name: string,
  server: ChildProcess,
  isOpen: () => Promise<boolean>,
  readLog: () => string = () => '',
): Promise<void> {
  const given = new AbortController();
  const ended = once(server, 'exit', { signal: given.signal }).then(([code, signal]) => {
    throw new Error(`${name} ended with ${code ?? signal} before it was ready: ${readLog()}`);
  });
  const opened = (async () => {
    while (!given.signal.aborted && !(await isOpen())) await wait(PAUSE_MS);
  })();
  try {
    await Promise.race([ended, opened]);
  } finally {
    given.abort();
    ended.catch(() => undefined);
  }
}

/** Whether somebody listens on that port of 127.0.0.1. */
export async function isPortOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

/** Ends a server and waits for its end; nothing happens to one that has ended. */
export async function endServer(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}
