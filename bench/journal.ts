/**
 * Durable accept + settle pairs a second at 64 callers, and how long a caller waits for the acknowledgement of an accept:
 * on SQLite and, where it is installed, on PostgreSQL in the same run.
 * What is short of the target depends on the disk: it is told, and the run is no failure unless `--gate` is given.
 * `npx node bench/journal.ts [--gate] [--seconds N] [--dir FOLDER]`: the folder must be on the disk that is meant.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import type { AcceptedRequest, Journal } from '../src/journal/journal.ts';
import { createPostgresJournal } from '../src/journal/postgres-journal.ts';
import { createSqliteJournal } from '../src/journal/sqlite-journal.ts';
import { missingPostgres, startPostgres } from '../test/start-postgres.ts';

const CALLERS = 64;
const TARGET_PER_SECOND = 10_000;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    gate: { type: 'boolean', default: false },
    dir: { type: 'string', default: '.' },
  },
});
const seconds = Number(values.seconds);

const evidence = Array.from({ length: 6 }, (_, index) => ({
  kind: 'words' as const,
  text: `the word "error" and its neighbour ${index}`,
  weight: 0.25,
}));
const labels = ['syntax_help', 'concept_explanation', 'exercise_request', 'progress_check', 'code_review'] as const;

function makeRequest(caller: number): AcceptedRequest {
  return {
    requestId: uuidv7(),
    studentId: `student-${caller}`,
    acceptedAtMs: Date.now(),
    query: {
      query: 'Why does my loop never end? '.repeat(4),
      code: 'while True:\n    x = 1\n'.repeat(10),
      removed: {},
      suspicions: [],
    },
    classification: {
      intent: 'syntax_help',
      confidence: 0.93,
      scores: labels.map((intent) => ({ intent, confidence: 0.2 })),
      out_of_scope: 0.01,
      evidence,
      decided_by: 'model',
      threshold: 0.6,
      clarify_margin: 0.1,
      usage: { input_tokens: 0, output_tokens: 0, source: 'none' },
    },
    decision: {
      intent: 'syntax_help',
      confidence: 0.93,
      target_agent: 'debug-agent',
      outcome: 'routed',
      priority: 'high',
      reasons: ['the best intent is certain enough'],
    },
  };
}

const timings = { sanitize_ms: 0.01, classify_ms: 0.01, route_ms: 0, journal_ms: 2, dispatch_ms: 5, total_ms: 8 };
const reply = {
  agent: 'debug-agent' as const,
  text: 'The condition never becomes false. '.repeat(12),
  topics: ['loops'],
};

/** Runs the callers on a journal and prints what they saw. @returns durable pairs a second */
async function measure(name: string, journal: Journal): Promise<number> {
  const ackMs: number[] = [];
  let pairs = 0;
  const run = async (untilMs: number, isMeasured: boolean) => {
    const callers = Array.from({ length: CALLERS }, async (_, caller) => {
      while (performance.now() < untilMs) {
        const request = makeRequest(caller);
        const sentAt = performance.now();
        await journal.accept(request);
        if (isMeasured) ackMs.push(performance.now() - sentAt);
        await journal.settle(request.requestId, Date.now(), { status: 'answered', reply, timings, attempts: [] });
        if (isMeasured) pairs += 1;
      }
    });
    await Promise.all(callers);
  };
  await run(performance.now() + 1_000, false);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await run(startedAt + seconds * 1_000, true);
  const tookSeconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = Math.round(pairs / tookSeconds);
  ackMs.sort((one, other) => one - other);
  const quantile = (share: number) => (ackMs[Math.floor(ackMs.length * share)] ?? Number.NaN).toFixed(2);
  console.log(
    `${name}: ${perSecond} durable accept+settle pairs/s at ${CALLERS} callers, ${tookSeconds.toFixed(1)} s; ` +
      `${Math.round((user + system) / pairs)} us of this process a pair`,
  );
  console.log(`  accept acknowledged: p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`);
  const ratio = (perSecond / TARGET_PER_SECOND).toFixed(2);
  const short = TARGET_PER_SECOND - perSecond;
  console.log(
    `  ratio to the target of ${TARGET_PER_SECOND} pairs/s: ${ratio}, ${short > 0 ? `SHORT by ${short} pairs/s` : 'reached'}`,
  );
  if (short > 0 && values.gate) process.exitCode = 1;
  return perSecond;
}

const folder = mkdtempSync(join(values.dir, 'bench-journal-'));
let sqlitePerSecond: number;
try {
  const file = join(folder, 'journal.db');
  const journal = await createSqliteJournal(file);
  sqlitePerSecond = await measure('sqlite', journal);
  await journal.close();
  console.log(`  file ${(statSync(file).size / 1_048_576).toFixed(0)} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const missing = missingPostgres();
if (missing !== undefined) console.log(`postgres: ${missing}`);
else {
  const server = await startPostgres({ root: values.dir, conf: 'shared_buffers = 256MB\nmax_wal_size = 4GB' });
  try {
    const journal = await createPostgresJournal({ url: await server.database('bench') });
    const perSecond = await measure('postgres, on this machine too', journal);
    await journal.close();
    console.log(`  ratio to sqlite: ${(perSecond / sqlitePerSecond).toFixed(2)}`);
  } finally {
    await server.stop();
  }
}
