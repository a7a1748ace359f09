import { AGENTS } from '../../contract/intents.ts';
import type { Backlog, Journal, JournalHealth } from '../journal/journal.ts';
import { CATALOGUE, type LabelValue } from './catalogue.ts';
import { type Instruments, seriesOf } from './instruments.ts';

/** How long what was read of the store is shown again, in milliseconds: many scrapers cost no more than one. */
const SHOWN_MS = 1_000;
/** Longest a scrape waits for the store, in milliseconds; after that it shows what was read before. */
const PATIENCE_MS = 2_000;

type Operation = LabelValue<'learnflow_journal_ack_seconds', 'operation'>;

/** What the journal reports: how it keeps up, and what waits in the store. */
export function createJournalMetrics({ counter, gauge, histogram }: Instruments, nowMs: () => number) {
  const ackSeconds = histogram('learnflow_journal_ack_seconds');
  const errors = counter('learnflow_journal_errors_total');

  function timing(operation: Operation) {
    const acks = ackSeconds.labels(operation);
    const failures = errors.labels(operation);
    const failed = () => failures.inc();
    /** Not an async function: what waits for the write waits for the write alone, and not for its being counted. */
    return <Value>(startedAt: number, written: Promise<Value>): Promise<Value> => {
      written.then(() => acks.observe((performance.now() - startedAt) / 1_000), failed);
      return written;
    };
  }
  const accepting = timing('accept');
  const settling = timing('settle');

  return {
    /** The same journal, with the writes of requests timed. */
    timing: (journal: Journal): Journal => ({
      ...journal,
      accept: (request, key) => accepting(performance.now(), journal.accept(request, key)),
      recordAnswered: (request, nowMs, answer, key) =>
        accepting(performance.now(), journal.recordAnswered(request, nowMs, answer, key)),
      settle: (requestId, nowMs, settlement) =>
        settling(performance.now(), journal.settle(requestId, nowMs, settlement)),
    }),

    /** Reads the journal's state and the store's backlog when metrics are asked for. */
    watch(health: () => JournalHealth, readBacklog: () => Promise<Backlog>): void {
      gauge('learnflow_journal_pending_writes', (made) => made.set(health().pendingWrites));
      gauge('learnflow_journal_lag_seconds', (made) => made.set(health().lagMs / 1_000));
      // Each of these waits for the same read, whichever is asked first.
      const outbox = gauge('learnflow_outbox_events', refresh);
      const outboxAge = gauge('learnflow_outbox_oldest_age_seconds', refresh);
      const waiting = gauge('learnflow_dead_letters_waiting', refresh);
      const waitingAge = gauge('learnflow_dead_letters_oldest_age_seconds', refresh);
      const unreadable = gauge('learnflow_store_unreadable', refresh);
      let reading: Promise<void> | undefined;
      let readAt = Number.NEGATIVE_INFINITY;

      function show({ outbox: events, deadLetters }: Backlog): void {
        outbox.set(events.count);
        outboxAge.set(secondsSince(events.oldestAtMs));
        waiting.reset();
        for (const series of seriesOf(CATALOGUE.learnflow_dead_letters_waiting)) waiting.set(series, 0);
        for (const { agent, reason, count } of deadLetters.waiting) waiting.labels(agent, reason).set(count);
        for (const agent of AGENTS) waitingAge.labels(agent).set(secondsSince(deadLetters.oldestAtMs[agent]));
      }

      async function read(): Promise<void> {
        try {
          show(await readBacklog());
          unreadable.set(0);
        } catch {
          // A store that cannot be read must not take every other metric with it.
          unreadable.set(1);
        }
        readAt = performance.now();
        reading = undefined;
      }

      async function refresh(): Promise<void> {
        if (performance.now() - readAt < SHOWN_MS) return;
        reading ??= read();
        const { promise: late, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(() => {
          unreadable.set(1);
          resolve();
        }, PATIENCE_MS);
        await Promise.race([reading, late]);
        clearTimeout(timer);
      }
    },
  };

  function secondsSince(atMs: number | undefined): number {
    return atMs === undefined ? 0 : Math.max(0, (nowMs() - atMs) / 1_000);
  }
}
