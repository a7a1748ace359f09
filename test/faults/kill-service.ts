import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { startBadAgent } from '../start-bad-agent.ts';
import { startService } from '../start-service.ts';
import { createStartedParts } from '../started-parts.ts';
import { startEventSink } from './event-sink.ts';
import { examine, type FaultReport } from './examine.ts';
import { AGENTS, ask, type Told } from './message-load.ts';

const CALLERS = 16;
/** A kill comes at a random moment up to so long after the load began, in milliseconds. */
const MAX_LIFE_MS = 600;
/** How long the events that are left at the end may take, in milliseconds. */
const DRAIN_LIMIT_MS = 120_000;

/**
 * Kills the service at random moments under load, starts it again on the same store, and at the end looks at what became
 * of every message.
 */
export async function killService(
  kills: number,
  onKill: (kill: number, wrong: readonly string[]) => void,
): Promise<FaultReport> {
  const { keep, atEnd, stop } = createStartedParts();
  const told = new Map<string, Told>();
  let nextKey = 0;
  try {
    const dataDir = mkdtempSync(join(tmpdir(), 'learnflow-kill-'));
    atEnd(() => rmSync(dataDir, { recursive: true, force: true }));
    const tutor = keep(await startBadAgent());
    const sink = await startEventSink();
    atEnd(() => sink.close());
    const env = {
      LEARNFLOW_AGENTS: AGENTS.map((name) => `${name}-agent=${tutor.url}`).join(','),
      LEARNFLOW_EVENTS: sink.url,
      LEARNFLOW_LOG_LEVEL: 'error',
      LEARNFLOW_MESSAGES_PER_MINUTE: '1000000',
      LEARNFLOW_MESSAGES_PER_HOUR: '1000000',
    };
    let service = await startService(env, dataDir);
    atEnd(() => service.stop({ signal: 'SIGKILL', keepData: true }));
    const tokens = await Promise.all(
      Array.from({ length: CALLERS }, (_, caller) => service.token(`student-${caller}`, '--ttl', '24h')),
    );
    for (let kill = 1; kill <= kills; kill++) {
      const wrong: string[] = [];
      const again = [...told].filter(([, how]) => how === 'unknown').map(([key]) => key);
      const load = tokens.map(async (token, caller) => {
        for (const key of again.filter((one) => one.startsWith(`${caller}-`))) {
          const how = await ask(service, token, key);
          if (how === 'unknown') return;
          told.set(key, how);
        }
        for (;;) {
          const key = `${caller}-${nextKey++}`;
          const how = await ask(service, token, key);
          told.set(key, how);
          if (how === 'unknown') return;
        }
      });
      await wait(Math.random() * MAX_LIFE_MS);
      await service.stop({ signal: 'SIGKILL', keepData: true });
      await Promise.all(load);
      service = await startService(env, dataDir);
      wrong.push(...checkFile(dataDir));
      onKill(kill, wrong);
    }
    await drain(dataDir);
    await service.stop({ keepData: true });
    const report = await examine(async (sql) => read(dataDir, sql), told, sink);
    const sound = { name: 'PRAGMA integrity_check says ok', wrong: checkFile(dataDir) };
    return { ...report, checks: [...report.checks, sound] };
  } finally {
    await stop();
  }
}

function read<Row>(dataDir: string, sql: string): Row[] {
  const db = new DatabaseSync(join(dataDir, 'learnflow.db'), { timeout: 5_000 });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

function checkFile(dataDir: string): string[] {
  const [row] = read<{ integrity_check: string }>(dataDir, 'PRAGMA integrity_check');
  return row?.integrity_check === 'ok' ? [] : [`the file is not intact: ${row?.integrity_check}`];
}

/** Waits until the outbox is empty: what was written is delivered. What is left when it took too long is found by the checks. */
async function drain(dataDir: string): Promise<void> {
  const giveUpAt = performance.now() + DRAIN_LIMIT_MS;
  while (performance.now() < giveUpAt) {
    const [row] = read<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM outbox');
    if (row?.n === 0) return;
    await wait(100);
  }
}
