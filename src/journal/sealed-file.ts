import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** Before the digest, at the end of a file that is sealed. SQLite reads no further than its own header says. */
const MARK = '\nlearnflow-sha256:';
const SEAL_BYTES = MARK.length + 64;
const CHUNK_BYTES = 1_048_576;

/** Ends a file with the digest of what is in it: SQLite sees damage to its own pages, and none to what students wrote. */
export function sealFile(file: string): void {
  const handle = openSync(file, 'r');
  try {
    appendFileSync(file, `${MARK}${digestOf(handle, fstatSync(handle).size)}`);
  } finally {
    closeSync(handle);
  }
}

/**
 * Takes the seal off a copy of a sealed file. One without a seal stays as it is: it was made before there were any.
 * @throws {Error} when something else is in it than when it was sealed
 */
export function openSeal(copy: string): void {
  const handle = openSync(copy, 'r+');
  try {
    const size = fstatSync(handle).size - SEAL_BYTES;
    const seal = Buffer.alloc(SEAL_BYTES);
    if (size < 0 || readSync(handle, seal, 0, SEAL_BYTES, size) < SEAL_BYTES) return;
    const text = seal.toString('latin1');
    if (!text.startsWith(MARK)) return;
    if (text.slice(MARK.length) !== digestOf(handle, size)) {
      throw new Error('it is damaged: what is in it is not what was written');
    }
    ftruncateSync(handle, size);
  } finally {
    closeSync(handle);
  }
}

/** SHA-256 of the first bytes of a file. */
function digestOf(handle: number, size: number): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let at = 0; at < size; ) {
    const read = readSync(handle, chunk, 0, Math.min(CHUNK_BYTES, size - at), at);
    if (read === 0) break;
    hash.update(chunk.subarray(0, read));
    at += read;
  }
  return hash.digest('hex');
}
