import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { migrate } from './sqlite-schema.ts';
import { type JournalOperations, prepareStatements } from './sqlite-statements.ts';

export type Operation = keyof JournalOperations;

/** One call sent to the worker: an id to answer under, the operation, its arguments. */
export type Call = readonly [id: number, operation: Operation, args: readonly unknown[]];

/** The answer to one call: its value, or why nothing was done. */
export type CallResult = readonly [id: number, value: unknown, error?: string];

/** How long a statement waits for another process's lock before it fails, in milliseconds. */
const BUSY_TIMEOUT_MS = 1_000;
const MAX_BATCH = 1_024;

const port = parentPort;
if (port === null) throw new Error('sqlite-worker runs in a worker thread');

const db = new DatabaseSync((workerData as { path: string }).path, { timeout: BUSY_TIMEOUT_MS });
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
migrate(db);
const operations = prepareStatements(db) as Record<Operation, (...args: unknown[]) => unknown>;

let waiting: Call[] = [];

port.on('message', (message: readonly Call[] | 'close') => {
  if (message === 'close') {
    while (waiting.length > 0) commitBatch();
    db.close();
    port.close();
    return;
  }
  // Everything that is already in the port joins this batch, and pays for one sync to disk together.
  if (waiting.length === 0) setImmediate(commitBatch);
  waiting.push(...message);
});
port.postMessage('ready');

function commitBatch(): void {
  const batch = waiting.slice(0, MAX_BATCH);
  waiting = waiting.slice(MAX_BATCH);
  if (batch.length === 0) return;
  if (waiting.length > 0) setImmediate(commitBatch);
  port?.postMessage(commitTogether(batch));
}

/** One transaction for the whole batch. Where a call fails, each is tried alone, so that it takes nobody with it. */
function commitTogether(batch: readonly Call[]): readonly CallResult[] {
  try {
    db.exec('BEGIN IMMEDIATE');
    const results = batch.map(([id, operation, args]): CallResult => [id, operations[operation](...args)]);
    db.exec('COMMIT');
    return results;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    if (batch.length > 1) return batch.flatMap((call) => commitTogether([call]));
    return batch.map(([id]) => [id, undefined, error instanceof Error ? error.message : String(error)]);
  }
}
