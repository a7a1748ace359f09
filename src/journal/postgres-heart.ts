import type { Queryable } from './postgres-connect.ts';
import { ensureMonths, unlessInUse } from './postgres-months.ts';
import type { createOwners } from './postgres-owners.ts';
import { withdrawRequests } from './postgres-requests.ts';

type Owners = ReturnType<typeof createOwners>;
type Transact = <Value>(work: (client: Queryable) => Promise<Value>) => Promise<Value>;

export interface HeartParts {
  readonly ownerId: string;
  readonly owners: Owners;
  readonly transact: Transact;
  readonly leaseMs: number;
  /** Requests and replays this process knows to be its own. */
  readonly held: { readonly requests: ReadonlySet<string>; readonly letters: ReadonlySet<string> };
  /** Told of requests that were ended for the dead. */
  readonly recovered: (requestIds: readonly string[]) => void;
  /** Told when a beat or a write failed and none had before, with why, and when a beat succeeds again, without. */
  readonly reached: (failure?: unknown) => void;
}

/** Beats in the life of a lease: a few may be missed by a process that is only slow. */
const BEATS_PER_LEASE = 5;

/** Shows that this process lives, ends what the dead have left behind, and sets right what an outage has left in doubt. */
export function createHeart({ ownerId, owners, transact, leaseMs, held, recovered, reached }: HeartParts) {
  let lastBeatMs = Number.NEGATIVE_INFINITY;
  /** What was under way when the store went away may have been written after all, until every session of then has ended. */
  let doubtUntilMs = Number.NEGATIVE_INFINITY;
  let hasFailed = false;
  let beating: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const monotonicMs = () => performance.now();

  async function beatOnce(): Promise<void> {
    try {
      await transact((client) => owners.beat(client));
      lastBeatMs = monotonicMs();
      await transact((client) => owners.buryTheDead(client, monotonicMs()));
      if (monotonicMs() < doubtUntilMs) await transact(settleDoubt);
      await recover();
      await transact((client) => ensureMonths(client, Date.now())).catch(unlessInUse);
      if (hasFailed) reached();
      hasFailed = false;
    } catch (error) {
      noteOutage(error);
    }
  }

  /** An outage may be over before the next beat: whoever meets it says so. */
  function noteOutage(error: unknown): void {
    if (!hasFailed) reached(error);
    hasFailed = true;
    noteFailure();
  }

  /** What the store says this process holds, and it knows nothing of. */
  async function settleDoubt(client: Queryable): Promise<void> {
    await withdrawRequests(client, ownerId, (requestId) => held.requests.has(requestId));
    // The store first, this process second, as there: a replay that begins meanwhile is not among these.
    const { rows } = await client.query(
      `SELECT dead_letter_id FROM dead_letters WHERE replay_owner_id = $1 AND state = 'replaying'`,
      [ownerId],
    );
    const unknown = rows.map((row) => String(row.dead_letter_id)).filter((id) => !held.letters.has(id));
    if (unknown.length === 0) return;
    await client.query(
      `UPDATE dead_letters SET state = 'waiting', replay_owner_id = NULL
       WHERE replay_owner_id = $1 AND state = 'replaying' AND dead_letter_id = ANY ($2)`,
      [ownerId, unknown],
    );
  }

  async function recover(): Promise<void> {
    for (;;) {
      const ended = await transact((client) => owners.recoverBatch(client, Date.now()));
      if (ended.length === 0) return;
      recovered(ended);
    }
  }

  function noteFailure(): void {
    owners.forgetSilence();
    doubtUntilMs = monotonicMs() + leaseMs * 2;
  }

  function beat(): Promise<void> {
    beating ??= beatOnce().finally(() => {
      beating = undefined;
    });
    return beating;
  }

  return {
    beat,
    noteFailure,
    noteOutage,
    hasFailed: () => hasFailed,
    /** A process that was asleep shows first that it lives: nobody may bury it between its writing and its next beat. */
    async beatIfLate(client: Queryable): Promise<void> {
      if (monotonicMs() - lastBeatMs <= leaseMs / 2) return;
      await owners.beat(client);
      lastBeatMs = monotonicMs();
    },
    start(): void {
      timer = setInterval(() => void beat(), leaseMs / BEATS_PER_LEASE);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      await beating;
      try {
        await transact((client) => owners.leave(client));
        await recover();
      } catch {
        // The lease runs out by itself: another process, or the next start, ends what is left.
      }
    },
  };
}
