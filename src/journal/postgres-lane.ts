import type pg from 'pg';
import { closeSession, isStoreFailure, openSession, type PostgresAddress } from './postgres-connect.ts';
import { unavailable } from './unavailable.ts';

/** Writes of one kind that are made durable together, one batch after the other, on a session of their own. */
export interface Lane<Item, Result> {
  push(item: Item): Promise<Result>;
  pending(): number;
  /** Age of the oldest write that has no answer yet, in milliseconds. */
  lagMs(): number;
  /** Whether the store could not be reached when last tried. */
  isAway(): boolean;
  /** Lets what waits be written, then ends the session. */
  close(): Promise<void>;
}

export interface LaneSettings<Item, Result> {
  readonly address: PostgresAddress;
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  /** No two of one batch may touch the same thing: the second waits for the next batch. */
  readonly keysOf: (item: Item) => readonly string[];
  /**
   * Writes a batch in one transaction and says what came of each, in order; an error rejects that one alone.
   * @param isAgain whether the batch may have been written before: the session was lost while it was under way
   */
  readonly write: (client: pg.Client, items: readonly Item[], isAgain: boolean) => Promise<readonly (Result | Error)[]>;
  /** Told of each try of a batch that failed because the store could not be reached. */
  readonly failed: (error: unknown) => void;
  /** How long a batch is tried again while the store is away, in milliseconds. */
  readonly patienceMs: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly sinceMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

const MAX_BATCH = 512;
const FIRST_PAUSE_MS = 25;
const MAX_PAUSE_MS = 500;
/** How often a store that is away is looked for while nobody asks, in milliseconds. */
const PROBE_MS = 250;

const monotonicMs = () => performance.now();
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createLane<Item, Result>(settings: LaneSettings<Item, Result>): Lane<Item, Result> {
  const { address, name, keysOf, write, patienceMs } = settings;
  type Entry = Waiting<Item, Result>;
  let queue: Entry[] = [];
  let underWay: readonly Entry[] = [];
  let session: pg.Client | undefined;
  let running: Promise<void> | undefined;
  let isAway = false;
  let isClosed = false;

  /** As many as go together: those that touch what an earlier one of the batch touches stay, in their order. */
  function takeBatch(): Entry[] {
    const taken = new Set<string>();
    const batch: Entry[] = [];
    const left: Entry[] = [];
    for (const entry of queue) {
      const keys = keysOf(entry.item);
      const isFree = batch.length < MAX_BATCH && !keys.some((key) => taken.has(key));
      (isFree ? batch : left).push(entry);
      for (const key of keys) taken.add(key);
    }
    queue = left;
    return batch;
  }

  async function withSession<Value>(work: (client: pg.Client) => Promise<Value>): Promise<Value> {
    try {
      session ??= await openSession(address, name);
      const value = await work(session);
      isAway = false;
      return value;
    } catch (error) {
      if (isStoreFailure(error)) drop();
      throw error;
    }
  }

  /** After a failure of the store nothing is known of the session: the next batch gets a new one. */
  function drop(): void {
    if (session !== undefined) closeSession(session);
    session = undefined;
  }

  async function commit(batch: readonly Entry[]): Promise<void> {
    const sinceMs = batch[0]?.sinceMs ?? monotonicMs();
    let isAgain = false;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
      try {
        await commitTogether(batch, isAgain);
        return;
      } catch (error) {
        isAgain = true;
        isAway = true;
        settings.failed(error);
        if (isClosed || monotonicMs() - sinceMs > patienceMs) {
          for (const { reject } of batch) reject(unavailable(describe(error)));
          return;
        }
        await pause(pauseMs);
      }
    }
  }

  /** One transaction for all. Where one is at fault, halves are tried, so that it takes nobody with it. */
  async function commitTogether(batch: readonly Entry[], isAgain: boolean): Promise<void> {
    try {
      const results = await withSession((client) =>
        write(
          client,
          batch.map(({ item }) => item),
          isAgain,
        ),
      );
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result instanceof Error) reject(unavailable(result.message));
        else resolve(result as Result);
      }
    } catch (error) {
      if (isStoreFailure(error)) throw error;
      if (batch.length === 1) {
        batch[0]?.reject(unavailable(describe(error)));
        return;
      }
      const middle = batch.length >> 1;
      await commitTogether(batch.slice(0, middle), isAgain);
      await commitTogether(batch.slice(middle), isAgain);
    }
  }

  async function run(): Promise<void> {
    while (queue.length > 0 || (isAway && !isClosed)) {
      if (queue.length === 0) {
        await pause(PROBE_MS);
        await withSession((client) => client.query('SELECT 1')).catch(() => undefined);
        continue;
      }
      underWay = takeBatch();
      await commit(underWay);
      underWay = [];
    }
    running = undefined;
  }

  return {
    push(item) {
      if (isClosed) return Promise.reject(unavailable('the journal is closed'));
      return new Promise((resolve, reject) => {
        queue.push({ item, sinceMs: monotonicMs(), resolve, reject });
        // Everything of the same moment joins the batch, and pays for one sync to disk together.
        running ??= new Promise<void>((begin) => setImmediate(begin)).then(run);
      });
    },
    pending: () => queue.length + underWay.length,
    lagMs() {
      const oldest = underWay[0] ?? queue[0];
      return oldest === undefined ? 0 : monotonicMs() - oldest.sinceMs;
    },
    isAway: () => isAway,
    async close() {
      isClosed = true;
      await running;
      drop();
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
