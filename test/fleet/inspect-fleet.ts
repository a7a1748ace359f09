import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { INTENTS } from '../../contract/intents.ts';
import type { CloudEvent } from '../../src/events/event-bus.ts';
import { examine, type FaultReport } from '../faults/examine.ts';
import type { Told } from '../faults/message-load.ts';
import type { Fleet } from './start-fleet.ts';

/** Ends of one student closer together than this may be told in either order: three processes ended them, in ms. */
const ORDER_SLACK_MS = 1_000;
/** How long the last events may take to come, in milliseconds. */
const SETTLE_LIMIT_MS = 180_000;

/**
 * Waits until no request is under way, every event is published and the subscriber has counted them all.
 * @returns what is still missing when it took too long
 */
export async function waitUntilSettled({ read, ledgerFile }: Fleet): Promise<string[]> {
  const giveUpAt = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const [counts] = await read<{ accepted: number; outbox: number; ended: number }>(
      `SELECT (SELECT count(*) FROM requests WHERE status = 'accepted') AS accepted,
              (SELECT count(*) FROM outbox) AS outbox,
              (SELECT count(*) FROM requests WHERE status <> 'accepted') AS ended`,
    );
    const { seen } = readLedger(ledgerFile);
    if (counts?.accepted === 0 && counts.outbox === 0 && seen.size >= counts.ended) return [];
    if (performance.now() > giveUpAt) {
      return [
        `${counts?.accepted} under way, ${counts?.outbox} not published, ${seen.size} of ${counts?.ended} counted`,
      ];
    }
    await wait(250);
  }
}

/** Looks at every message and every event, in the store, in Kafka and with the subscriber. */
export async function inspectFleet(fleet: Fleet, told: ReadonlyMap<string, Told>) {
  const [published, deadLetters] = await Promise.all(
    ['learning.events', 'learning.events.dlq'].map((topic) => readEvents(fleet, topic)),
  );
  if (published === undefined || deadLetters === undefined) throw new TypeError('no such topic');
  const report: FaultReport = await examine(fleet.read, told, published, ORDER_SLACK_MS);
  const ledger = readLedger(fleet.ledgerFile);
  const ids = [...published.countById.keys()];
  const letters = ids.filter((id) => id.endsWith(':dead_lettered'));
  const counted = ledger.countOf(new Set([...INTENTS, 'any']));
  return {
    ...report,
    answered: [...told.values()].filter((how) => typeof how !== 'string' && how.status === 'answered').length,
    events: ids.length,
    published: [...published.countById.values()].filter((count) => count > 1).length,
    duplicates: ledger.duplicates,
    checks: [
      ...report.checks,
      { name: 'every event reached the subscriber', wrong: ids.filter((id) => !ledger.seen.has(id)) },
      {
        name: 'every event is applied once',
        wrong: [
          ...(ledger.applied === ids.length ? [] : [`${ledger.applied} applied, ${ids.length} published`]),
          ...(counted === ids.length ? [] : [`the counts add up to ${counted}, ${ids.length} published`]),
        ],
      },
      {
        name: 'every dead letter stands in its topic, and nothing else does',
        wrong: [
          ...letters.filter((id) => !deadLetters.countById.has(id)).map((id) => `${id} is missing`),
          ...[...deadLetters.countById.keys()].filter((id) => !letters.includes(id)).map((id) => `${id} is none`),
        ],
      },
    ],
  };
}

/** How often each event stands in a topic, and the order of each student's: the key is the student, so the order holds. */
async function readEvents({ kafka }: Fleet, topic: string) {
  const countById = new Map<string, number>();
  const bySubject = new Map<string, string[]>();
  for (const { value } of await kafka.readTopic(topic)) {
    const { id, subject } = JSON.parse(value) as CloudEvent;
    const count = countById.get(id) ?? 0;
    countById.set(id, count + 1);
    if (count === 0) bySubject.set(subject, [...(bySubject.get(subject) ?? []), id]);
  }
  return { countById, bySubject };
}

function readLedger(file: string) {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const totals = db.prepare('SELECT name, count FROM totals').all() as { name: string; count: number }[];
    const total = (name: string) => totals.find((row) => row.name === name)?.count ?? 0;
    const days = db.prepare('SELECT about, count FROM days').all() as { about: string; count: number }[];
    return {
      seen: new Set(
        (db.prepare('SELECT event_id FROM seen').all() as { event_id: string }[]).map((row) => row.event_id),
      ),
      applied: total('applied'),
      duplicates: total('duplicates'),
      countOf: (about: ReadonlySet<string>) =>
        days.filter((day) => about.has(day.about)).reduce((sum, { count }) => sum + count, 0),
    };
  } finally {
    db.close();
  }
}
