import { parentPort, workerData } from 'node:worker_threads';
import { prepareAuditReads } from './sqlite-audit.ts';
import { prepareBacklogReads } from './sqlite-backlog.ts';
import type { Batch, CallResult, FromWorker } from './sqlite-channel.ts';
import { prepareDeadLetterReads } from './sqlite-dead-letters.ts';
import { prepareFeedbackReads } from './sqlite-feedback.ts';
import { openForReading } from './sqlite-file.ts';
import { prepareModelReads } from './sqlite-models.ts';
import { prepareOutboxReads } from './sqlite-outbox.ts';
import { prepareRequestReads } from './sqlite-requests.ts';
import { readSchema } from './sqlite-schema.ts';
import { prepareStudentReads } from './sqlite-students.ts';

const port = parentPort;
if (port === null) throw new Error('sqlite-reader runs in a worker thread');

const db = openForReading((workerData as { path: string }).path);
const operations = {
  ...prepareRequestReads(db),
  ...prepareDeadLetterReads(db),
  ...prepareAuditReads(db),
  ...prepareStudentReads(db),
  ...prepareFeedbackReads(db),
  ...prepareModelReads(db),
  ...prepareOutboxReads(db),
  ...prepareBacklogReads(db),
  readSchema: () => readSchema(db),
};
export type ReadOperations = typeof operations;

const byName = operations as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

port.on('message', (message: Batch | 'close') => {
  if (message === 'close') {
    db.close();
    port.close();
    return;
  }
  const results = message.calls.map(([id, operation, args]): CallResult => {
    try {
      // One read may need several statements, which must see the same moment.
      db.exec('BEGIN');
      return [id, byName[operation]?.(...args)];
    } catch (error) {
      return [id, undefined, error instanceof Error ? error.message : String(error)];
    } finally {
      if (db.isTransaction) db.exec('COMMIT');
    }
  });
  port.postMessage({ kind: 'results', results } satisfies FromWorker);
});
port.postMessage({ kind: 'ready' } satisfies FromWorker);
