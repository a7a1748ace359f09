import { v7 as uuidv7 } from 'uuid';
import { addCounts, NOTHING_ERASED } from './erasure-counts.ts';
import { DAY_MS } from './history-row.ts';
import type { Acceptance, AcceptedRequest, Change, Journal } from './journal.ts';
import { readCursor, toPage } from './page-cursor.ts';
import { readAudit, recordAudit } from './postgres-audit.ts';
import { readBacklog } from './postgres-backlog.ts';
import { createChangeFeed } from './postgres-changes.ts';
import type { PostgresAddress } from './postgres-connect.ts';
import { prepareDeadLetterReads, prepareDeadLetterWrites } from './postgres-dead-letters.ts';
import { prepareOutbox } from './postgres-events.ts';
import { listFeedback, recordFeedback } from './postgres-feedback.ts';
import { createHeart } from './postgres-heart.ts';
import { createLane } from './postgres-lane.ts';
import { changeRelease, keepModel, prepareModelReads } from './postgres-models.ts';
import { dropMonth, unlessInUse } from './postgres-months.ts';
import { openStore } from './postgres-open.ts';
import { createOwners } from './postgres-owners.ts';
import { createPool } from './postgres-pool.ts';
import { prepareRequestReads } from './postgres-reads.ts';
import { type Ending, type Insertion, insertRequests, settleRequests } from './postgres-requests.ts';
import { BATCH, sweep } from './postgres-retention.ts';
import { eraseBatch, eraseLeftKeys, exportStudent, finishErasure } from './postgres-students.ts';
import { type ImmediateAnswer, toAnswerColumns, toRequestColumns, toSettlementColumns } from './request-row.ts';
import type { MigrateMode } from './schema-version.ts';
import { unavailable } from './unavailable.ts';

export interface PostgresJournalOptions extends Omit<PostgresAddress, 'timeoutMs'> {
  /** Longest wait for a connection or one statement, in milliseconds; default 5,000. */
  readonly timeoutMs?: number;
  /** Most connections this process opens; default 10, at least 5: three accept, settle and listen. */
  readonly connections?: number;
  readonly migrate?: MigrateMode;
  /** Writes that may wait before new requests are refused; default 8,192. */
  readonly maxPending?: number;
  /** How far writes may lag before new requests are refused, in milliseconds; default 1,000. */
  readonly maxLagMs?: number;
  /** How long a process may be silent before its requests are ended, in milliseconds; default 10,000. */
  readonly leaseMs?: number;
  /** How long what has come is tried again while the store is away, in milliseconds; default 3,000: a restart of the server fits in. */
  readonly patienceMs?: number;
  /** Told when the store cannot be used any more, with why, and when it can again, without. */
  readonly onReach?: (failure?: unknown) => void;
}

/** How often a release that could not be written is tried again, in milliseconds. */
const RELEASE_AGAIN_MS = 1_000;
/** Sessions beside the pool: one that accepts, one that settles, one that listens. */
const OWN_SESSIONS = 3;

/**
 * Opens the journal in PostgreSQL. Writes of the same moment share one statement and one sync to disk; several processes
 * may share the store. While the server is away new requests are refused, and it is used again as soon as it is back.
 * @throws {Error} when the server cannot be reached or used, or its schema is not this build's
 */
export async function createPostgresJournal(options: PostgresJournalOptions): Promise<Journal> {
  const { maxPending = 8_192, maxLagMs = 1_000, leaseMs = 10_000, patienceMs = 3_000 } = options;
  const { timeoutMs = 5_000, connections = 10 } = options;
  const address: PostgresAddress = { url: options.url, password: options.password, timeoutMs };
  const ownerId = uuidv7();
  const { salt, schema } = await openStore(address, options.migrate ?? 'auto');
  const listeners = new Set<(change: Change) => void>();
  const tellHere = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const changes = createChangeFeed(address, ownerId, tellHere);
  const tell = (requestId: string, status: Change['status']) => {
    tellHere({ requestId, status });
    changes.tell({ requestId, status });
  };

  const pool = createPool(address, `learnflow ${ownerId}`, connections - OWN_SESSIONS, () => heart.noteFailure());
  const owners = createOwners(ownerId, leaseMs);
  const held = { requests: new Set<string>(), letters: new Set<string>() };
  const heart = createHeart({
    ownerId,
    owners,
    transact: pool.transact,
    leaseMs,
    held,
    recovered(ids) {
      for (const id of ids) tell(id, 'dead_lettered');
    },
    reached: options.onReach ?? (() => undefined),
  });
  const accepts = createLane<Insertion, Acceptance>({
    address,
    name: `learnflow accepts ${ownerId}`,
    failed: heart.noteOutage,
    patienceMs,
    keysOf: ({ columns: [requestId], key }) =>
      key === undefined ? [requestId] : [requestId, `${key.studentId}\n${key.route}\n${key.key}`],
    async write(client, insertions, isAgain) {
      await heart.beatIfLate(client);
      return insertRequests(client, insertions, ownerId, isAgain);
    },
  });
  const settles = createLane<Ending, boolean>({
    address,
    name: `learnflow settles ${ownerId}`,
    failed: heart.noteOutage,
    patienceMs,
    keysOf: ({ requestId }) => [requestId],
    write: (client, endings) => settleRequests(client, endings),
  });

  async function insert(
    request: AcceptedRequest,
    key: Parameters<Journal['accept']>[1],
    answer?: ImmediateAnswer,
  ): Promise<Acceptance> {
    if (accepts.isAway()) throw unavailable('the store is away');
    if (accepts.pending() + settles.pending() >= maxPending) throw unavailable('too many writes are waiting');
    if (Math.max(accepts.lagMs(), settles.lagMs()) > maxLagMs) throw unavailable('writes lag behind');
    const { requestId } = request;
    if (answer === undefined) held.requests.add(requestId);
    try {
      const acceptance = await accepts.push({ columns: toRequestColumns(request), key, answer });
      if (acceptance.kind === 'duplicate') held.requests.delete(requestId);
      return acceptance;
    } catch (error) {
      held.requests.delete(requestId);
      throw error;
    }
  }

  const released = new Set<string>();
  let releaseTimer: NodeJS.Timeout | undefined;
  async function writeReleases(): Promise<void> {
    try {
      // What is released while the others are written is no other call's to write.
      while (released.size > 0) {
        const ids = [...released];
        await pool.transact((client) => owners.release(client, ids));
        for (const id of ids) {
          released.delete(id);
          held.requests.delete(id);
        }
      }
      await heart.beat();
    } catch {
      releaseTimer = setTimeout(writeReleases, RELEASE_AGAIN_MS).unref();
    }
  }

  const reads = prepareRequestReads(pool);
  const letterReads = prepareDeadLetterReads(pool);
  const letters = prepareDeadLetterWrites(ownerId);
  const outbox = prepareOutbox(pool, ownerId);

  await changes.open();
  await heart.beat();
  heart.start();

  return {
    accept: (request, key) => insert(request, key),
    async settle(requestId, settledAtMs, settlement) {
      const isSettled = await settles.push({ requestId, settledAtMs, end: toSettlementColumns(settlement) });
      held.requests.delete(requestId);
      if (isSettled) tell(requestId, settlement.status);
      return isSettled;
    },
    async recordAnswered(request, settledAtMs, answer, key) {
      const distress = request.classification.distress ?? null;
      const acceptance = await insert(request, key, { settledAtMs, ...toAnswerColumns(answer), distress });
      if (acceptance.kind === 'accepted') tell(request.requestId, 'answered');
      return acceptance;
    },
    release(requestId) {
      released.add(requestId);
      if (released.size === 1) void writeReleases();
    },
    find: reads.find,
    findKey: reads.findKey,
    listRequests: async (filter, page) => toPage(await reads.listRequests(filter, page.limit, readCursor(page))),
    readHistory: reads.readHistory,

    listDeadLetters: async (filter, page) =>
      toPage(await letterReads.listDeadLetters(filter, page.limit, readCursor(page))),
    countDeadLetters: letterReads.countDeadLetters,
    findDeadLetter: letterReads.findDeadLetter,
    async claimDeadLetter(deadLetterId, nowMs) {
      // Another replay of this process may hold it: then it stays held whatever comes of this claim.
      const isHeld = held.letters.has(deadLetterId);
      held.letters.add(deadLetterId);
      let claimed: Awaited<ReturnType<typeof letters.claimDeadLetter>>;
      try {
        claimed = await pool.transact((client) => letters.claimDeadLetter(client, deadLetterId, nowMs));
      } finally {
        if (claimed === undefined && !isHeld) held.letters.delete(deadLetterId);
      }
      return claimed;
    },
    async settleReplay(deadLetterId, settledAtMs, answer, actor) {
      const columns = { ...toAnswerColumns(answer), topics: answer.reply.topics };
      const requestId = await pool.transact((client) =>
        letters.settleReplay(client, deadLetterId, settledAtMs, columns, actor),
      );
      held.letters.delete(deadLetterId);
      if (requestId !== undefined) tell(requestId, 'replayed');
      return requestId !== undefined;
    },
    async returnDeadLetter(deadLetterId, nowMs, tried, actor) {
      try {
        return await pool.transact((client) => letters.returnDeadLetter(client, deadLetterId, nowMs, tried, actor));
      } finally {
        held.letters.delete(deadLetterId);
      }
    },
    async discardDeadLetter(deadLetterId, nowMs, actor) {
      const requestId = await pool.transact((client) => letters.discardDeadLetter(client, deadLetterId, nowMs, actor));
      if (requestId !== undefined) tell(requestId, 'discarded');
      return requestId !== undefined;
    },

    recordAudit: (entries) => pool.transact((client) => recordAudit(client, entries)),
    readAudit: async (filter, page) => toPage(await readAudit(pool, salt, filter, page.limit, readCursor(page))),

    exportStudent: async (studentId, page) =>
      toPage(await exportStudent(pool, studentId, page.limit, readCursor(page))),
    async eraseStudent(studentId, nowMs, actor) {
      let counts = NOTHING_ERASED;
      for (let batch = counts; ; ) {
        batch = await pool.transact((client) => eraseBatch(client, studentId));
        counts = addCounts(counts, batch);
        if (batch.requests === 0) break;
      }
      const erased = await pool.transact((client) => finishErasure(client, salt, studentId, nowMs, actor, counts));
      await pool.transact((client) => eraseLeftKeys(client, studentId));
      return { student_id: studentId, erased_at: new Date(nowMs).toISOString(), erased_by: actor, ...erased };
    },

    recordFeedback: (feedback, actor, nowMs) =>
      pool.transact((client) => recordFeedback(client, feedback, actor, nowMs)),
    listFeedback: async (page) => toPage(await listFeedback(pool, page.limit, readCursor(page))),

    keepModel: (model, file) => pool.transact((client) => keepModel(client, model, file)),
    changeRelease: (release, entry) => pool.transact((client) => changeRelease(client, release, entry)),
    ...prepareModelReads(pool),

    ...outbox,

    readBacklog: () => readBacklog(pool),

    async sweep(nowMs, retention) {
      const beforeMs = nowMs - retention.recordDays * DAY_MS;
      const dropped = await pool.transact((client) => dropMonth(client, beforeMs, BATCH)).catch(unlessInUse);
      if (dropped > 0) return dropped;
      return pool.transact((client) => sweep(client, nowMs, retention, letters.discardDeadLetter));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    health: () => ({
      pendingWrites: accepts.pending() + settles.pending(),
      lagMs: Math.max(accepts.lagMs(), settles.lagMs()),
      schema,
      isAway: accepts.isAway() || heart.hasFailed(),
    }),
    async close() {
      clearTimeout(releaseTimer);
      await Promise.all([accepts.close(), settles.close()]);
      await heart.stop();
      changes.close();
      await pool.close();
    },
  };
}
