import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TriageError } from '../errors.ts';
import type { Journal } from './journal.ts';
import type { JournalOperations } from './sqlite-statements.ts';
import type { Call, CallResult, Operation } from './sqlite-worker.ts';

/** Calls that may wait for the writer before new ones are refused. */
const MAX_PENDING = 8_192;

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens the journal in an SQLite file, with its one writer in a worker thread. Calls made in the same moment share one
 * transaction and one sync to disk.
 * @throws {Error} when the file cannot be opened or was written by a newer build
 */
export async function createSqliteJournal(path: string): Promise<Journal> {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: { path } });
  await once(worker, 'message');
  const pending = new Map<number, Pending>();
  let outbound: Call[] = [];
  let nextId = 0;
  let failure: string | undefined;

  worker.on('message', (results: readonly CallResult[]) => {
    for (const [id, value, error] of results) {
      if (error === undefined) take(id)?.resolve(value as never);
      else take(id)?.reject(unavailable(error));
    }
  });
  worker.on('error', (error) => fail(String(error)));
  worker.on('exit', () => fail('its writer has stopped'));

  function fail(reason: string): void {
    failure ??= reason;
    for (const id of [...pending.keys()]) take(id)?.reject(unavailable(reason));
  }

  function take(id: number): Pending | undefined {
    const waiting = pending.get(id);
    pending.delete(id);
    return waiting;
  }

  function call<Name extends Operation>(
    operation: Name,
    ...args: Parameters<JournalOperations[Name]>
  ): Promise<ReturnType<JournalOperations[Name]>> {
    if (failure !== undefined) return Promise.reject(unavailable(failure));
    if (pending.size >= MAX_PENDING) return Promise.reject(unavailable('its writer lags behind'));
    return new Promise((resolve, reject) => {
      const id = nextId++;
      pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      if (outbound.length === 0) queueMicrotask(send);
      outbound.push([id, operation, args]);
    });
  }

  function send(): void {
    worker.postMessage(outbound);
    outbound = [];
  }

  return {
    accept: (request) => call('accept', request),
    settle: (requestId, settledAtMs, settlement) => call('settle', requestId, settledAtMs, settlement),
    recordAnswered: (request, settledAtMs, reply, timings) =>
      call('recordAnswered', request, settledAtMs, reply, timings),
    find: (requestId) => call('find', requestId),
    readHistory: (studentId, nowMs) => call('readHistory', studentId, nowMs),
    async close() {
      if (failure !== undefined) return;
      const exited = once(worker, 'exit');
      worker.postMessage('close');
      await exited;
    },
  };
}

function unavailable(reason: string): TriageError {
  return new TriageError('JOURNAL_UNAVAILABLE', 'The journal cannot be reached, so nothing was accepted. Try again.', {
    retryAfterSeconds: 2,
    cause: new Error(reason),
  });
}
