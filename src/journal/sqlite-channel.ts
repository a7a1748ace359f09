import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Change } from './journal.ts';
import { unavailable } from './unavailable.ts';

/** One call sent to a worker: an id to answer under, the operation, its arguments. */
export type Call = readonly [id: number, operation: string, args: readonly unknown[]];

/** The answer to one call: its value, or why nothing was done. */
export type CallResult = readonly [id: number, value: unknown, error?: string];

/** Calls made in the same moment, and when that was by the process's monotonic clock. */
export interface Batch {
  readonly sentAtMs: number;
  readonly calls: readonly Call[];
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'results'; readonly results: readonly CallResult[] }
  | { readonly kind: 'changes'; readonly changes: readonly Change[] };

type Operations = Record<string, (...args: never[]) => unknown>;

/** Calls into a worker thread that holds a connection. */
export interface Channel<Offered extends Operations> {
  call<Name extends keyof Offered & string>(
    operation: Name,
    ...args: Parameters<Offered[Name]>
  ): Promise<ReturnType<Offered[Name]>>;
  pending(): number;
  /** Age of the oldest call that has no answer yet, in milliseconds. */
  lagMs(): number;
  failure(): string | undefined;
  close(): Promise<void>;
}

export interface ChannelEvents {
  readonly onChanges?: (changes: readonly Change[]) => void;
  /** The worker has ended, and nobody asked it to. */
  readonly onFailure: (reason: string) => void;
}

interface Pending {
  readonly sentAtMs: number;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

const monotonicMs = () => Number(process.hrtime.bigint() / 1_000_000n);

/**
 * Starts a worker and waits until it is ready. Calls of the same moment travel together.
 * @throws {Error} when the worker cannot open its file
 */
export async function openChannel<Offered extends Operations>(
  script: URL,
  workerData: object,
  { onChanges, onFailure }: ChannelEvents,
): Promise<Channel<Offered>> {
  const worker = new Worker(script, { workerData });
  const pending = new Map<number, Pending>();
  let outbound: Call[] = [];
  let nextId = 0;
  let failure: string | undefined;
  let isClosing = false;

  const ready = once(worker, 'message');
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'changes') onChanges?.(message.changes);
    if (message.kind !== 'results') return;
    for (const [id, value, error] of message.results) {
      if (error === undefined) take(id)?.resolve(value as never);
      else take(id)?.reject(unavailable(error));
    }
  });
  await ready;
  worker.on('error', (error) => fail(String(error)));
  worker.on('exit', () => fail('its worker has stopped'));

  function fail(reason: string): void {
    if (failure === undefined && !isClosing) onFailure(reason);
    failure ??= reason;
    for (const id of [...pending.keys()]) take(id)?.reject(unavailable(reason));
  }

  function take(id: number): Pending | undefined {
    const waiting = pending.get(id);
    pending.delete(id);
    return waiting;
  }

  function send(): void {
    worker.postMessage({ sentAtMs: monotonicMs(), calls: outbound } satisfies Batch);
    outbound = [];
  }

  return {
    call(operation, ...args) {
      if (failure !== undefined) return Promise.reject(unavailable(failure));
      return new Promise((resolve, reject) => {
        const id = nextId++;
        pending.set(id, { sentAtMs: monotonicMs(), resolve: resolve as Pending['resolve'], reject });
        if (outbound.length === 0) queueMicrotask(send);
        outbound.push([id, operation, args]);
      });
    },
    pending: () => pending.size,
    lagMs() {
      // A map keeps the order in which calls were made: the first is the oldest.
      for (const { sentAtMs } of pending.values()) return monotonicMs() - sentAtMs;
      return 0;
    },
    failure: () => failure,
    async close() {
      if (failure !== undefined) return;
      isClosing = true;
      const exited = once(worker, 'exit');
      worker.postMessage('close');
      await exited;
    },
  };
}
