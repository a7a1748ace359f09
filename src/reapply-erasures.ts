import { DatabaseSync } from 'node:sqlite';
import { addErasures, type ErasureLine, findErased, nameStore, toErasureLines } from './journal/erasures.ts';
import type { Journal } from './journal/journal.ts';
import { readSalt } from './journal/sqlite-salt.ts';
import type { StoreAddress } from './open-journal.ts';

const OF_ERASURES = "SELECT student_id, at_ms FROM audit WHERE kind = 'erasure' ORDER BY at_ms";

/**
 * The list of who was erased from a store, to be kept apart from its backups.
 * @param kept the list as it was kept so far, whose lines stay
 * @throws {Error} when that is of another store
 */
export async function readErasures(address: StoreAddress, kept: readonly ErasureLine[] = []): Promise<ErasureLine[]> {
  const { salt, rows } = await look(address, OF_ERASURES);
  return addErasures(kept, toErasureLines(salt, rows as unknown as Tombstone[]), nameStore(salt));
}

/**
 * Erases from a store that was put back to an earlier time who was erased since.
 * @returns how many
 * @throws {Error} when the list is of another store
 */
export async function eraseAgain(
  journal: Pick<Journal, 'eraseStudent'>,
  address: StoreAddress,
  lines: readonly ErasureLine[],
): Promise<number> {
  const { salt, rows } = await look(address, 'SELECT student_id FROM students');
  const students = rows.map(({ student_id }) => String(student_id));
  const erased = findErased(salt, students, lines, await readErasures(address));
  for (const [student, atMs] of erased) await journal.eraseStudent(student, atMs, { role: 'system', id: 'restore' });
  return erased.size;
}

interface Tombstone {
  readonly student_id: unknown;
  readonly at_ms: unknown;
}

async function look(address: StoreAddress, sql: string): Promise<{ salt: string; rows: Record<string, unknown>[] }> {
  if (address.kind === 'sqlite') {
    const db = new DatabaseSync(address.file, { readOnly: true });
    try {
      return { salt: readSalt(db), rows: db.prepare(sql).all() };
    } finally {
      db.close();
    }
  }
  const { closeSession } = await import('./journal/postgres-connect.ts');
  const { reach } = await import('./journal/postgres-open.ts');
  const client = await reach(address);
  try {
    const salt = await client.query("SELECT value FROM settings WHERE name = 'tombstone_salt'");
    const { rows } = await client.query(sql);
    return { salt: String(salt.rows[0]?.value), rows };
  } finally {
    closeSession(client);
  }
}
