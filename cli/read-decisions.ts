import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Classification } from '../contract/decision.ts';
import { closeSession } from '../src/journal/postgres-connect.ts';
import { reach } from '../src/journal/postgres-open.ts';
import type { StoreAddress } from '../src/open-journal.ts';
import type { SanitizedQuery } from '../src/sanitize/sanitize-query.ts';

/** A message of the journal, and what was found of it. */
export interface KeptDecision {
  readonly query: SanitizedQuery;
  readonly classification: Classification;
}

type Columns = Readonly<Record<string, unknown>>;

/** Rows read at a time: a reader beside a running service takes no room from it. */
const PAGE = 500;

/**
 * Every decision the journal holds, oldest first, read beside a running service: it holds up no writer.
 * @param sinceMs Unix milliseconds; earlier ones are left out
 * @throws {Error} when there is no journal, or it cannot be reached
 */
export function readDecisions(address: StoreAddress, sinceMs: number): AsyncIterable<KeptDecision> {
  return address.kind === 'sqlite' ? readFile(address.file, sinceMs) : readServer(address, sinceMs);
}

async function* readFile(file: string, sinceMs: number): AsyncGenerator<KeptDecision> {
  if (!existsSync(file)) throw new Error(`there is no journal at ${file} yet`);
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare(
      'SELECT query, classification FROM requests WHERE accepted_at_ms >= ? ORDER BY accepted_at_ms',
    );
    for (const row of rows.iterate(sinceMs)) yield toDecision(row);
  } finally {
    db.close();
  }
}

async function* readServer(
  address: Extract<StoreAddress, { kind: 'postgres' }>,
  sinceMs: number,
): AsyncGenerator<KeptDecision> {
  const client = await reach(address, { patienceMs: 0 });
  try {
    let after: readonly unknown[] = [sinceMs, ''];
    for (;;) {
      const { rows } = await client.query<Columns>(
        `SELECT accepted_at_ms, request_id, query, classification FROM requests
         WHERE (accepted_at_ms, request_id) > ($1, $2) ORDER BY accepted_at_ms, request_id LIMIT ${PAGE}`,
        [...after],
      );
      for (const row of rows) yield toDecision(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = [last.accepted_at_ms, last.request_id];
    }
  } finally {
    closeSession(client);
  }
}

function toDecision(row: Columns): KeptDecision {
  return { query: JSON.parse(String(row.query)), classification: JSON.parse(String(row.classification)) };
}
