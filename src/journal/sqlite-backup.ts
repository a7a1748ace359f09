import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { judgeSchema } from './schema-version.ts';
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
export function backUpSqlite(store: string, file: string): StoreContents {
  if (!existsSync(store)) throw new Error(`there is no store at ${store}`);
  if (existsSync(file)) throw new Error(`${file} is there already: choose another name`);
  return becoming(file, (partial) => {
    // Made first, so that nobody else can ever read it.
    closeSync(openSync(partial, 'wx', 0o600));
    const db = new DatabaseSync(store, { readOnly: true });
    try {
      db.prepare('VACUUM INTO ?').run(partial);
    } finally {
      db.close();
    }
    return cutLoose(partial);
  });
}

/**
 * Makes a store of a backup.
 * @throws {Error} when there is a store already: a restore never overwrites one
 */
export function restoreSqlite(file: string, store: string): StoreContents {
  for (const path of [store, `${store}-wal`]) {
    if (existsSync(path)) throw new Error(`${path} is there: move it away first, a restore overwrites nothing`);
  }
  mkdirSync(dirname(store), { recursive: true, mode: 0o700 });
  return becoming(store, (partial) => {
    copyFileSync(file, partial);
    chmodSync(partial, 0o600);
    return cutLoose(partial);
  });
}

/** Checks a copy and forgets the processes that ran on its original: what they held is nobody's. */
function cutLoose(copy: string): StoreContents {
  const db = new DatabaseSync(copy);
  try {
    const verdict = String(db.prepare('PRAGMA integrity_check').get()?.integrity_check);
    if (verdict !== 'ok') throw new Error(`the copy is not sound: ${verdict}`);
    const schema = readSchema(db);
    judgeSchema(schema, SCHEMA_VERSION, 'auto');
    db.exec("PRAGMA journal_mode = DELETE; DELETE FROM owners; DELETE FROM settings WHERE name = 'publisher'");
    return { requests: Number(db.prepare('SELECT count(*) AS n FROM requests').get()?.n), schema: schema.version };
  } finally {
    db.close();
  }
}

/** Makes a file under another name first: under its own it is there whole, and on disk, or not at all. */
function becoming<Result>(file: string, make: (partial: string) => Result): Result {
  const partial = `${file}.partial`;
  try {
    const result = make(partial);
    sync(partial, 'r+');
    renameSync(partial, file);
    sync(dirname(file), 'r');
    return result;
  } finally {
    rmSync(partial, { force: true });
  }
}

function sync(path: string, flags: string): void {
  const handle = openSync(path, flags);
  fsyncSync(handle);
  closeSync(handle);
}
