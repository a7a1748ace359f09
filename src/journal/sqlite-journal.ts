import { v7 as uuidv7 } from 'uuid';
import { addCounts, NOTHING_ERASED } from './erasure-counts.ts';
import type { Acceptance, AcceptedRequest, Change, Journal } from './journal.ts';
import { readCursor, toPage } from './page-cursor.ts';
import { type ImmediateAnswer, toAnswerColumns, toRequestColumns, toSettlementColumns } from './request-row.ts';
import type { MigrateMode } from './schema-version.ts';
import { openChannel } from './sqlite-channel.ts';
import type { ReadOperations } from './sqlite-reader.ts';
import { SCHEMA_VERSION } from './sqlite-schema.ts';
import type { WriteOperations } from './sqlite-writer.ts';
import { unavailable } from './unavailable.ts';

export interface SqliteJournalOptions {
  /** Writes that may wait before new requests are refused; default 8,192. */
  readonly maxPending?: number;
  /** How far the writer may lag before new requests are refused, in milliseconds; default 1,000. */
  readonly maxLagMs?: number;
  /** How long a process may be silent before its requests are ended, in milliseconds; default 10,000. */
  readonly leaseMs?: number;
  /** Default `auto`. */
  readonly migrate?: MigrateMode;
  /** Told once, when the writer or the reader has stopped for good: only a new start of the process helps. */
  readonly onFailure?: (reason: string) => void;
}

/** How often a release that could not be written is tried again, in milliseconds. */
const RELEASE_AGAIN_MS = 1_000;

/**
 * Opens the journal in an SQLite file: one writer and one reader, each in a worker thread. Writes of the same moment share
 * one transaction and one sync to disk; reads do not wait behind them.
 * @throws {Error} when the file cannot be opened or was written by a newer build
 */
export async function createSqliteJournal(path: string, options: SqliteJournalOptions = {}): Promise<Journal> {
  const { maxPending = 8_192, maxLagMs = 1_000, leaseMs = 10_000, migrate = 'auto', onFailure = () => {} } = options;
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const data = { path, ownerId: uuidv7(), leaseMs, maxLagMs, migrate };
  const writerScript = new URL('./sqlite-writer.ts', import.meta.url);
  const writer = await openChannel<WriteOperations>(writerScript, data, {
    onChanges: (changes) => changes.forEach(tell),
    onFailure,
  });
  const readerScript = new URL('./sqlite-reader.ts', import.meta.url);
  const reader = await openChannel<ReadOperations>(readerScript, { path }, { onFailure });

  const schema = await reader.call('readSchema');

  async function insert(
    request: AcceptedRequest,
    key: Parameters<Journal['accept']>[1],
    answer: ImmediateAnswer | null,
  ): Promise<Acceptance> {
    if (writer.pending() >= maxPending) throw unavailable('too many writes are waiting');
    if (writer.lagMs() > maxLagMs) throw unavailable('its writer lags behind');
    return writer.call('insertRequest', toRequestColumns(request), key ?? null, answer);
  }

  const released = new Set<string>();
  async function writeReleases(): Promise<void> {
    try {
      // What is released while the others are written is no other call's to write.
      while (released.size > 0 && writer.failure() === undefined) {
        const ids = [...released];
        await writer.call('release', ids);
        for (const id of ids) released.delete(id);
      }
    } catch {
      setTimeout(writeReleases, RELEASE_AGAIN_MS).unref();
    }
  }

  return {
    accept: (request, key) => insert(request, key, null),
    async settle(requestId, settledAtMs, settlement) {
      const isSettled = await writer.call('settle', requestId, settledAtMs, toSettlementColumns(settlement));
      if (isSettled) tell({ requestId, status: settlement.status });
      return isSettled;
    },
    async recordAnswered(request, settledAtMs, answer, key) {
      const acceptance = await insert(request, key, {
        settledAtMs,
        ...toAnswerColumns(answer),
        distress: request.classification.distress ?? null,
      });
      if (acceptance.kind === 'accepted') tell({ requestId: request.requestId, status: 'answered' });
      return acceptance;
    },
    release(requestId) {
      released.add(requestId);
      if (released.size === 1) void writeReleases();
    },
    find: (requestId) => reader.call('find', requestId),
    findKey: (key, nowMs) => reader.call('findKey', key, nowMs),
    listRequests: async ({ studentId = null, status = null }, page) =>
      toPage(await reader.call('listRequests', studentId, status, page.limit, readCursor(page))),
    readHistory: (studentId, nowMs) => reader.call('readHistory', studentId, nowMs),

    listDeadLetters: async (filter, page) =>
      toPage(await reader.call('listDeadLetters', filter, page.limit, readCursor(page))),
    countDeadLetters: (filter) => reader.call('countDeadLetters', filter),
    findDeadLetter: (deadLetterId) => reader.call('findDeadLetter', deadLetterId),
    claimDeadLetter: (deadLetterId, nowMs) => writer.call('claimDeadLetter', deadLetterId, nowMs),
    async settleReplay(deadLetterId, settledAtMs, answer, actor) {
      const columns = { ...toAnswerColumns(answer), topics: answer.reply.topics };
      const requestId = await writer.call('settleReplay', deadLetterId, settledAtMs, columns, actor);
      if (requestId !== undefined) tell({ requestId, status: 'replayed' });
      return requestId !== undefined;
    },
    returnDeadLetter: (deadLetterId, nowMs, tried, actor) =>
      writer.call('returnDeadLetter', deadLetterId, nowMs, tried, actor),
    async discardDeadLetter(deadLetterId, nowMs, actor) {
      const requestId = await writer.call('discardDeadLetter', deadLetterId, nowMs, actor);
      if (requestId !== undefined) tell({ requestId, status: 'discarded' });
      return requestId !== undefined;
    },

    recordAudit: (entries) => writer.call('recordAudit', entries),
    readAudit: async (filter, page) => toPage(await reader.call('readAudit', filter, page.limit, readCursor(page))),

    exportStudent: async (studentId, page) =>
      toPage(await reader.call('exportStudent', studentId, page.limit, readCursor(page))),
    async eraseStudent(studentId, nowMs, actor) {
      let counts = NOTHING_ERASED;
      for (;;) {
        const batch = await writer.call('eraseBatch', studentId);
        counts = addCounts(counts, batch);
        if (batch.requests === 0) break;
      }
      const erased = await writer.call('finishErasure', studentId, nowMs, actor, counts);
      return { student_id: studentId, erased_at: new Date(nowMs).toISOString(), erased_by: actor, ...erased };
    },

    recordFeedback: (feedback, actor, nowMs) => writer.call('recordFeedback', feedback, actor, nowMs),
    listFeedback: async (page) => toPage(await reader.call('listFeedback', page.limit, readCursor(page))),

    keepModel: (model, file) => writer.call('keepModel', model, file),
    listModels: () => reader.call('listModels'),
    readModel: (modelId) => reader.call('readModel', modelId),
    readRelease: () => reader.call('readRelease'),
    changeRelease: (release, entry) => writer.call('changeRelease', release, entry),

    claimOutbox: () => writer.call('claimOutbox'),
    readOutbox: (afterSeq, limit) => reader.call('readOutbox', afterSeq, limit),
    removeFromOutbox: (seqs) => writer.call('removeFromOutbox', seqs),

    readBacklog: () => reader.call('readBacklog'),
    sweep: (nowMs, retention) => writer.call('sweep', nowMs, retention),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    health: () => ({
      pendingWrites: writer.pending(),
      lagMs: writer.lagMs(),
      schema: { store: schema.version, build: SCHEMA_VERSION },
      failure: writer.failure(),
    }),
    async close() {
      await reader.close();
      await writer.close();
    },
  };
}
