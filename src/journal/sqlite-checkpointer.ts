import { parentPort, workerData } from 'node:worker_threads';
import { isStoreFailure, openForWriting } from './sqlite-file.ts';

// Moves pages from the log into the file beside the writer, which would otherwise do it, and sync it, within a commit.

const port = parentPort;
if (port === null) throw new Error('sqlite-checkpointer runs in a worker thread');
const db = openForWriting((workerData as { path: string }).path);

port.on('message', () => {
  try {
    db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    // The writer meets the same store and says so to those who wait.
    if (!isStoreFailure(error)) throw error;
  }
  port.postMessage('done');
});
