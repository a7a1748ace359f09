import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../src/journal/partial-file.ts';

/** Names of this shape sort by their time; anything else in the folder is left alone. */
const BACKUP = /^learnflow-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup$/;

/** Where the backup of a moment goes in a folder of many. */
export function nextBackup(folder: string, nowMs: number): string {
  const moment = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-');
  return join(folder, `learnflow-${moment}Z.backup`);
}

/** Removes all but the newest backups of a folder. @returns how many are left */
export function keepNewest(folder: string, count: number): number {
  const backups = readdirSync(folder)
    .filter((name) => BACKUP.test(name))
    .sort();
  const old = backups.slice(0, Math.max(0, backups.length - count));
  for (const name of old) rmSync(join(folder, name));
  return backups.length - old.length;
}

/**
 * Puts a text in place of a file's: whoever reads it meanwhile, or after a machine stopped at once, sees the one or the other
 * whole. Its owner alone may read it.
 */
export function replaceFile(file: string, text: string): void {
  const partial = `${file}.partial`;
  writeFileSync(partial, text, { mode: 0o600 });
  syncToDisk(partial, 'r+');
  renameSync(partial, file);
  syncToDisk(dirname(file), 'r');
}
