import type { Actor } from '../../contract/audit.ts';
import type { ErrorCode } from '../errors.ts';
import type { Caller } from './authenticate.ts';

/** Refusals that say something of who asked; a malformed body does not. */
const KEPT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'QUERY_REJECTED',
  'IDEMPOTENCY_CONFLICT',
]);
const FLUSH_MS = 1_000;
/** Different refusals kept of one moment; of more than that only the number is. */
const MAX_DISTINCT = 256;

export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly route: string;
  readonly address: string;
  readonly caller: Caller | undefined;
}

interface RefusalRecord {
  readonly atMs: number;
  readonly kind: 'refusal';
  readonly actor: Actor;
  readonly studentId?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Keeps who was refused what, and why; never the token, never the message. A flood of the same is one entry with a count. */
export function createRefusalLog(parts: {
  readonly record: (records: readonly RefusalRecord[]) => Promise<void>;
  readonly nowMs: () => number;
  readonly onFailure: (error: unknown) => void;
}) {
  let waiting = new Map<string, { readonly refusal: Refusal; readonly atMs: number; count: number }>();
  let uncounted = 0;

  async function flush(): Promise<void> {
    const records = [...waiting.values()].map(({ refusal, atMs, count }): RefusalRecord => {
      const { code, reason, route, address, caller } = refusal;
      const actor: Actor = caller === undefined ? { role: 'unknown' } : { role: caller.role, id: caller.studentId };
      const studentId = caller?.role === 'student' ? caller.studentId : undefined;
      const detail = { code, reason, route, count, ...(caller === undefined && { address }) };
      return { atMs, kind: 'refusal', actor, ...(studentId !== undefined && { studentId }), detail };
    });
    if (uncounted > 0) {
      const detail = { code: 'MANY', reason: 'more different refusals than are kept of one moment', count: uncounted };
      records.push({ atMs: parts.nowMs(), kind: 'refusal', actor: { role: 'unknown' }, detail });
    }
    waiting = new Map();
    uncounted = 0;
    if (records.length > 0) await parts.record(records).catch(parts.onFailure);
  }

  const timer = setInterval(() => void flush(), FLUSH_MS);
  return {
    note(refusal: Refusal): void {
      if (!KEPT.has(refusal.code)) return;
      const { code, reason, route, address, caller } = refusal;
      const key = [code, reason, route, caller?.studentId ?? address].join('\0');
      const known = waiting.get(key);
      if (known !== undefined) known.count += 1;
      else if (waiting.size < MAX_DISTINCT) waiting.set(key, { refusal, atMs: parts.nowMs(), count: 1 });
      else uncounted += 1;
    },
    async close(): Promise<void> {
      clearInterval(timer);
      await flush();
    },
  };
}
