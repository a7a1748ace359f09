import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

// `node hold-store.ts FILE HELD_MS` is another process that works on the service's store: it holds the lock for writing for a
// while, lets one write of the service through, and takes the lock again, until it is ended. So each write takes as long
// as on a disk that is slow, and one that waits longer than SQLite is told to fails.
const [file = '', heldMs = ''] = process.argv.slice(2);
const LOOK_MS = 2;
/** Where the service has nothing to write, in milliseconds. */
const LET_GO_MS = 200;
const db = new DatabaseSync(file, { timeout: 5_000 });
const readVersion = db.prepare('PRAGMA data_version');
const version = () => readVersion.get()?.data_version;

// Whoever started it is gone.
process.stdin.resume().on('end', () => process.exit());

for (let isTold = false; ; ) {
  db.exec('BEGIN IMMEDIATE');
  if (!isTold) console.log('held');
  isTold = true;
  await wait(Number(heldMs));
  db.exec('ROLLBACK');
  const before = version();
  for (let waitedMs = 0; waitedMs < LET_GO_MS && version() === before; waitedMs += LOOK_MS) await wait(LOOK_MS);
}
