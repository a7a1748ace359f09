import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { becomeWhole } from './partial-file.ts';
import { judgeSchema } from './schema-version.ts';
import { openSeal, sealFile } from './sealed-file.ts';
import { readSchema, SCHEMA_VERSION } from './sqlite-schema.ts';

/** What a backup, or a restored store, holds. */
export interface StoreContents {
  readonly requests: number;
  readonly schema: number;
}

/**
 * Writes one moment of a store into a file, beside a running service: a reader holds up no writer. Nothing that was deleted
 * is in it.
 * @throws {Error} when the file is there already, or the copy is not sound
 */
export async function backUpSqlite(store: string, file: string): Promise<StoreContents> {
  if (!existsSync(store)) throw new Error(`there is no store at ${store}`);
  return becomeWhole(file, (partial) => {
    saying(`cannot back up ${store} into ${file}`, () => {
      const db = new DatabaseSync(store, { readOnly: true });
      try {
        db.prepare('VACUUM INTO ?').run(partial);
      } finally {
        db.close();
      }
    });
    const contents = cutLoose(partial);
    sealFile(partial);
    return contents;
  });
}

/**
 * Makes a store of a backup.
 * @param finish done to it before it is a store that anybody could start on
 * @throws {Error} when there is a store already: a restore never overwrites one; when the backup is damaged; or what `finish` throws
 */
export async function restoreSqlite(
  file: string,
  store: string,
  finish: (restored: string) => Promise<void>,
): Promise<StoreContents> {
  for (const path of [store, `${store}-wal`]) {
    if (existsSync(path)) throw new Error(`${path} is there: move it away first, a restore overwrites nothing`);
  }
  mkdirSync(dirname(store), { recursive: true, mode: 0o700 });
  return becomeWhole(store, async (partial) => {
    copyFileSync(file, partial);
    chmodSync(partial, 0o600);
    const contents = saying(`cannot restore ${file}`, () => {
      openSeal(partial);
      return cutLoose(partial);
    });
    await finish(partial);
    return { ...contents, schema: cutLoose(partial).schema };
  });
}

/** Checks a copy and forgets the processes that ran on its original: what they held is nobody's. */
function cutLoose(copy: string): StoreContents {
  const db = new DatabaseSync(copy);
  try {
    const verdict = String(db.prepare('PRAGMA integrity_check').get()?.integrity_check);
    if (verdict !== 'ok') throw new Error(`the copy is not sound: ${verdict}`);
    const schema = readSchema(db);
    if (schema.version === 0) throw new Error('there is no store in it');
    judgeSchema(schema, SCHEMA_VERSION, 'auto');
    db.exec("PRAGMA journal_mode = DELETE; DELETE FROM owners; DELETE FROM settings WHERE name = 'publisher'");
    return { requests: Number(db.prepare('SELECT count(*) AS n FROM requests').get()?.n), schema: schema.version };
  } finally {
    db.close();
  }
}

/** SQLite says what went wrong, and never with which file. */
function saying<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new Error(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
