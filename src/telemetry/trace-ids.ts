import { randomBytes } from 'node:crypto';

/** Random bytes taken at once: asking for eight at a time costs several times what they are worth. */
const POOL_BYTES = 4_096;

/** Where new traces and spans get their ids from: hexadecimal digits, random, never zeros alone. */
export interface TraceIds {
  /** 32 digits. */
  newTraceId(): string;
  /** 16 digits. */
  newSpanId(): string;
}

export function createTraceIds(): TraceIds {
  let pool = '';
  let next = 0;
  function take(digits: number): string {
    if (next + digits > pool.length) {
      pool = randomBytes(POOL_BYTES).toString('hex');
      next = 0;
    }
    const id = pool.slice(next, next + digits);
    next += digits;
    return /[^0]/.test(id) ? id : take(digits);
  }
  return { newTraceId: () => take(32), newSpanId: () => take(16) };
}
