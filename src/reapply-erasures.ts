import { DatabaseSync } from 'node:sqlite';
import { type ErasureLine, findErased, toErasureLines } from './journal/erasures.ts';
import type { Journal } from './journal/journal.ts';
import { readSalt } from './journal/sqlite-salt.ts';
import type { StoreAddress } from './open-journal.ts';

/** The list of who was erased from a store, to be kept apart from its backups. */
export async function readErasures(address: StoreAddress): Promise<ErasureLine[]> {
  const { salt, rows } = await look(
    address,
    "SELECT student_id, at_ms FROM audit WHERE kind = 'erasure' ORDER BY at_ms",
  );
  return toErasureLines(salt, rows as { student_id: unknown; at_ms: unknown }[]);
}

/**
 * Erases from a restored store who was erased after its backup was made.
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
  const erased = findErased(salt, students, lines);
  for (const [student, atMs] of erased) await journal.eraseStudent(student, atMs, { role: 'system', id: 'restore' });
  return erased.size;
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
