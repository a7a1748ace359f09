import type { CloudEvent } from './event-bus.ts';

/** Why events of a batch were not taken, by id; an event that is not in it was. */
export type Undelivered = ReadonlyMap<string, Error>;

/** Most events in one batch. */
const MAX_BATCH = 100;

/** Gathers events while a batch is under way, and sends them together in the next. */
export function createPublishQueue(send: (events: readonly CloudEvent[]) => Promise<Undelivered>) {
  interface Waiting {
    readonly event: CloudEvent;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let isSending = false;

  async function sendBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const undelivered = await send(batch.map(({ event }) => event));
      for (const { event, resolve, reject } of batch) {
        const error = undelivered.get(event.id);
        if (error === undefined) resolve();
        else reject(error);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function run(): Promise<void> {
    isSending = true;
    // Who publishes in the same turn goes along.
    await Promise.resolve();
    while (waiting.length > 0) await sendBatch(waiting.splice(0, MAX_BATCH));
    isSending = false;
  }

  return {
    /** Resolves once the event is taken; rejects with why it was not. */
    publish(event: CloudEvent): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ event, resolve, reject });
      if (!isSending) void run();
      return promise;
    },
  };
}
