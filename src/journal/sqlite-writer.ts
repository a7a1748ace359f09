import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Change } from './journal.ts';
import type { MigrateMode } from './schema-version.ts';
import { prepareAuditWrites } from './sqlite-audit.ts';
import type { Batch, Call, CallResult, FromWorker } from './sqlite-channel.ts';
import { prepareDeadLetterWrites } from './sqlite-dead-letters.ts';
import { prepareEventWrites } from './sqlite-events.ts';
import { prepareFeedbackWrites } from './sqlite-feedback.ts';
import { isStoreFailure, isStoreFull, openForWriting } from './sqlite-file.ts';
import { prepareModelWrites } from './sqlite-models.ts';
import { prepareOutboxWrites } from './sqlite-outbox.ts';
import { prepareOwners } from './sqlite-owners.ts';
import { prepareRequestWrites } from './sqlite-requests.ts';
import { prepareRetention } from './sqlite-retention.ts';
import { ensureSalt } from './sqlite-salt.ts';
import { migrate } from './sqlite-schema.ts';
import { prepareStudentWrites } from './sqlite-students.ts';

export interface WriterOptions {
  readonly path: string;
  readonly ownerId: string;
  readonly leaseMs: number;
  /** A request that waited longer than this for its turn is refused: its student was told to come back. */
  readonly maxLagMs: number;
  readonly migrate: MigrateMode;
}

const MAX_BATCH = 1_024;
/** Writes after which the log is moved into the file. */
const CALLS_A_CHECKPOINT = 4_000;
/** Beats in the life of a lease: a few may be missed by a process that is only slow. */
const BEATS_PER_LEASE = 5;

const port = parentPort;
if (port === null) throw new Error('sqlite-writer runs in a worker thread');
const { path, ownerId, leaseMs, maxLagMs, migrate: mode } = workerData as WriterOptions;

const db = openForWriting(path);
migrate(db, mode);
ensureSalt(db);
const events = prepareEventWrites(db);
const audit = prepareAuditWrites(db);
const parts = { events, audit: audit.recordOne };
const requests = prepareRequestWrites(db, ownerId, events);
const deadLetters = prepareDeadLetterWrites(db, ownerId, parts);
const owners = prepareOwners(db, ownerId, leaseMs, requests);
const operations = {
  ...requests,
  ...deadLetters,
  recordAudit: audit.recordAudit,
  ...prepareStudentWrites(db, audit.recordOne),
  ...prepareFeedbackWrites(db, parts),
  ...prepareModelWrites(db, audit.recordOne),
  ...prepareOutboxWrites(db, ownerId),
  ...prepareRetention(db, deadLetters.discardDeadLetter),
  release: owners.release,
};
export type WriteOperations = typeof operations;

const monotonicMs = () => Number(process.hrtime.bigint() / 1_000_000n);
let waiting: { readonly call: Call; readonly sentAtMs: number }[] = [];
let lastBeatMs = 0;

const checkpointer = new Worker(new URL('./sqlite-checkpointer.ts', import.meta.url), { workerData: { path } });
let callsSinceCheckpoint = 0;
let isCheckpointing = true;
checkpointer.once('online', () => {
  isCheckpointing = false;
});
checkpointer.on('message', () => {
  isCheckpointing = false;
});

keepLease();
const heart = setInterval(keepLease, leaseMs / BEATS_PER_LEASE);
port.on('message', (message: Batch | 'close') => {
  if (message === 'close') {
    close();
    return;
  }
  // Everything that is already in the port joins this batch, and pays for one sync to disk together.
  if (waiting.length === 0) setImmediate(commitBatch);
  for (const call of message.calls) waiting.push({ call, sentAtMs: message.sentAtMs });
});
send({ kind: 'ready' });

function commitBatch(): void {
  const batch = waiting.slice(0, MAX_BATCH);
  waiting = waiting.slice(MAX_BATCH);
  if (batch.length === 0) return;
  if (waiting.length > 0) setImmediate(commitBatch);
  const tooLate = monotonicMs() - maxLagMs;
  const [late, timely] = partition(batch, ({ call, sentAtMs }) => call[1] === 'insertRequest' && sentAtMs < tooLate);
  const refused = late.map(({ call: [id] }): CallResult => [id, undefined, 'its writer lags behind']);
  const done = commitTogether(timely.map(({ call }) => call));
  send({ kind: 'results', results: [...refused, ...done] });
  callsSinceCheckpoint += done.length;
  if (callsSinceCheckpoint >= CALLS_A_CHECKPOINT && !isCheckpointing) {
    isCheckpointing = true;
    callsSinceCheckpoint = 0;
    checkpointer.postMessage('checkpoint');
  }
  if (timely.some(({ call }) => call[1] === 'release')) keepLease();
  if (timely.some(({ call }) => call[1] === 'finishErasure')) truncateLog();
}

/** One transaction for the whole batch. Where one call is at fault, each is tried alone, so that it takes nobody with it. */
function commitTogether(batch: readonly Call[]): readonly CallResult[] {
  try {
    return inTransaction(() => {
      // A process that was asleep shows first that it lives: nobody may bury it between its writing and its next beat.
      if (monotonicMs() - lastBeatMs > leaseMs / 2) owners.beat();
      return batch.map(([id, operation, args]): CallResult => [id, run(operation, args)]);
    });
  } catch (error) {
    // A log that cannot grow may still be moved into the file, and begun anew.
    if (isStoreFull(error)) truncateLog();
    if (batch.length > 1 && !isStoreFailure(error)) return batch.flatMap((call) => commitTogether([call]));
    const why = error instanceof Error ? error.message : String(error);
    return batch.map(([id]) => [id, undefined, why]);
  }
}

function run(operation: string, args: readonly unknown[]): unknown {
  return (operations as Record<string, (...args: readonly unknown[]) => unknown>)[operation]?.(...args);
}

function inTransaction<Result>(work: () => Result): Result {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Shows that this process lives, and ends what the dead have left behind. A store that cannot be written is tried again. */
function keepLease(): void {
  try {
    inTransaction(() => {
      owners.beat();
      owners.buryTheDead(monotonicMs());
    });
    lastBeatMs = monotonicMs();
    recover();
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    owners.forgetSilence();
  }
}

function recover(): void {
  for (;;) {
    const recovered = inTransaction(() => owners.recoverBatch(Date.now()));
    if (recovered.length === 0) return;
    send({ kind: 'changes', changes: recovered.map((requestId): Change => ({ requestId, status: 'dead_lettered' })) });
  }
}

/** What was erased must not be read in the log either. Where a reader holds it, the next one that is full takes its place. */
function truncateLog(): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
  }
}

function close(): void {
  clearInterval(heart);
  while (waiting.length > 0) commitBatch();
  try {
    inTransaction(() => owners.leave());
    recover();
  } catch (error) {
    // The lease runs out by itself: another process, or the next start, ends what is left.
    if (!isStoreFailure(error)) throw error;
  }
  const finish = () => {
    db.close();
    port?.close();
  };
  checkpointer.terminate().then(finish, finish);
}

function send(message: FromWorker): void {
  port?.postMessage(message);
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  const sides: [Item[], Item[]] = [[], []];
  for (const item of items) sides[isFirst(item) ? 0 : 1].push(item);
  return sides;
}
