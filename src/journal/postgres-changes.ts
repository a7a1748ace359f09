import type pg from 'pg';
import type { Status } from '../../contract/triage-response.ts';
import type { Change } from './journal.ts';
import { closeSession, openSession, type PostgresAddress } from './postgres-connect.ts';

const CHANNEL = 'learnflow_changes';
/** A payload must stay under 8,000 bytes. */
const MAX_PAYLOAD = 7_500;
const RECONNECT_MS = 1_000;

/**
 * Tells the other processes on the store what changed, and hears it from them. It is told after the commit, on a session of
 * its own: a notice inside the transaction would let one commit at a time through the whole server. What is lost with a
 * session is found by those who look again by themselves.
 */
export function createChangeFeed(address: PostgresAddress, ownerId: string, heard: (change: Change) => void) {
  let session: pg.Client | undefined;
  let waiting: Change[] = [];
  let isSending = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  async function listen(): Promise<void> {
    let client: pg.Client | undefined;
    try {
      client = await openSession(address, `learnflow changes ${ownerId}`);
      client.on('notification', ({ payload = '' }) => {
        const [sender, ...changes] = payload.split(';');
        if (sender === ownerId) return;
        for (const change of changes) {
          const [status = '', requestId = ''] = change.split(':', 2);
          heard({ requestId, status: status as Status });
        }
      });
      client.once('end', () => listenAgain(client));
      await client.query(`LISTEN ${CHANNEL}`);
      if (isClosed) closeSession(client);
      else session = client;
    } catch {
      // A session that cannot listen is of no use; its end, which may come late, is not that of the next.
      if (client !== undefined) closeSession(client.removeAllListeners('end'));
      listenAgain(undefined);
    }
  }

  function listenAgain(lost: pg.Client | undefined): void {
    if (lost !== undefined && lost === session) session = undefined;
    if (isClosed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void listen();
    }, RECONNECT_MS);
  }

  async function send(): Promise<void> {
    isSending = true;
    // Changes of the same moment travel together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      let payload = ownerId;
      let count = 0;
      for (const { requestId, status } of waiting) {
        if (payload.length + status.length + requestId.length + 2 > MAX_PAYLOAD) break;
        payload += `;${status}:${requestId}`;
        count += 1;
      }
      waiting = waiting.slice(Math.max(1, count));
      await session?.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]).catch(() => undefined);
    }
    isSending = false;
  }

  return {
    open: listen,
    tell(change: Change): void {
      if (session === undefined) return;
      waiting.push(change);
      if (!isSending) void send();
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      if (session !== undefined) closeSession(session);
    },
  };
}
