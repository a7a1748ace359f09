import { writeSync } from 'node:fs';

/** Lines leave together, at the latest after this long, in milliseconds. */
const HELD_MS = 20;
/** Lines of this many characters in all leave without waiting longer. */
const TOGETHER = 16_384;
/** A reader that is too slow is tried again after this long, in milliseconds. */
const RETRY_MS = 5;
/** Characters that wait for a reader that is too slow; lines for which there is no room are dropped and counted. */
const MAX_WAITING = 8_388_608;
/** Longest the end of the process waits for such a reader, in milliseconds. */
const LAST_WORDS_MS = 1_000;
/** The lowest of pino's levels of which a line leaves at once: a warning. */
const AT_ONCE = 40;

/** How a destination asks pino for the level of what it is given. */
const METADATA = Symbol.for('pino.metadata');

/** Where a logger's lines go; `lastLevel` is set by pino before each. */
export interface LineWriter {
  readonly [METADATA]: true;
  lastLevel: number;
  write(line: string): void;
  /** Writes what waits as far as the reader takes it now; what it does not take goes on waiting. */
  flushSync(): void;
}

export interface LineWriterParts {
  readonly fd: number;
  /** Told once a reader that was too slow takes lines again, and lines were dropped for want of room. */
  readonly onDropped: (count: number) => void;
}

/**
 * Writes lines together: a write of its own for each costs a request more than all else that is told of it. Lines are
 * written by the thread that logs, so that the end of the process finds none on their way; a pipe that is full is tried
 * again later and holds nobody up. Only a process that is killed outright, or by a signal nobody handles, takes the lines
 * of its last 20 ms with it; warnings and worse leave at once, and what waits before them.
 */
export function createLineWriter({ fd, onDropped }: LineWriterParts): LineWriter {
  let waiting = '';
  /** What of an earlier write the reader has not taken yet. */
  let rest: Buffer | undefined;
  let timer: NodeJS.Timeout | undefined;
  let dropped = 0;
  let isGone = false;

  /** @returns false when the reader takes no more for now */
  function drain(): boolean {
    clearTimeout(timer);
    timer = undefined;
    while (rest !== undefined || waiting !== '') {
      const bytes: Buffer = rest ?? Buffer.from(waiting);
      if (rest === undefined) waiting = '';
      try {
        const written = writeSync(fd, bytes);
        rest = written < bytes.length ? bytes.subarray(written) : undefined;
      } catch (error) {
        rest = bytes;
        // Nobody reads any more: there is nobody left to tell.
        if ((error as NodeJS.ErrnoException).code === 'EPIPE') {
          isGone = true;
          rest = undefined;
          waiting = '';
        }
        return isGone;
      }
    }
    return true;
  }

  function flush(): void {
    if (!drain()) {
      timer = setTimeout(flush, RETRY_MS).unref();
    } else if (dropped > 0) {
      const count = dropped;
      dropped = 0;
      onDropped(count);
    }
  }

  process.once('exit', () => {
    const until = performance.now() + LAST_WORDS_MS;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!drain() && performance.now() < until) Atomics.wait(pause, 0, 0, 1);
  });

  return {
    [METADATA]: true,
    lastLevel: 0,
    write(line) {
      if (isGone) return;
      if (waiting.length + line.length > MAX_WAITING) {
        dropped++;
        return;
      }
      waiting += line;
      // Whoever is being tried again is not tried more often for a line more.
      if (rest !== undefined) return;
      if (this.lastLevel >= AT_ONCE || waiting.length >= TOGETHER) flush();
      else timer ??= setTimeout(flush, HELD_MS).unref();
    },
    flushSync: flush,
  };
}
