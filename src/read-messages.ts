import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StoreAddress } from './open-journal.ts';

/** A message and how it was classified, as JSON text. */
export interface StoredMessage {
  readonly query: string;
  readonly classification: string;
}

const PAGE = 500;

/**
 * Every message a store has accepted since a moment, read beside running services: a reader holds up no writer.
 * @throws {Error} when there is no store
 */
export async function* readMessages(address: StoreAddress, sinceMs: number): AsyncGenerator<StoredMessage> {
  if (address.kind === 'sqlite') {
    if (!existsSync(address.file)) throw new Error(`there is no journal at ${address.file} yet`);
    const db = new DatabaseSync(address.file, { readOnly: true });
    try {
      const rows = db.prepare('SELECT query, classification FROM requests WHERE accepted_at_ms >= ?');
      for (const row of rows.iterate(sinceMs)) yield row as unknown as StoredMessage;
    } finally {
      db.close();
    }
    return;
  }
  const { closeSession } = await import('./journal/postgres-connect.ts');
  const { reach } = await import('./journal/postgres-open.ts');
  const client = await reach(address);
  try {
    for (let after: readonly [atMs: number, id: string] = [sinceMs, '']; ; ) {
      const { rows } = await client.query(
        `SELECT query, classification, accepted_at_ms, request_id FROM requests
         WHERE (accepted_at_ms, request_id) > ($1, $2) ORDER BY accepted_at_ms, request_id LIMIT ${PAGE}`,
        [...after],
      );
      yield* rows as StoredMessage[];
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = [Number(last.accepted_at_ms), String(last.request_id)];
    }
  } finally {
    closeSession(client);
  }
}
