import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { startBadAgent } from '../start-bad-agent.ts';
import { startService } from '../start-service.ts';
import { startEventSink } from './event-sink.ts';
import { examine, type FaultReport } from './examine.ts';
import { AGENTS, ask, type Told } from './message-load.ts';

const CALLERS = 16;
/** A kill comes at a random moment up to so long after the load began, in milliseconds. */
const MAX_LIFE_MS = 600;

/**
 * Kills the service at random moments under load, starts it again on the same store, and at the end looks at what became
 * of every message.
 */
export async function killService(
  kills: number,
  onKill: (kill: number, wrong: readonly string[]) => void,
): Promise<FaultReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'learnflow-kill-'));
  const tutor = await startBadAgent();
  const sink = await startEventSink();
  const env = {
    LEARNFLOW_AGENTS: AGENTS.map((name) => `${name}-agent=${tutor.url}`).join(','),
    LEARNFLOW_EVENTS: sink.url,
    LEARNFLOW_LOG_LEVEL: 'error',
    LEARNFLOW_MESSAGES_PER_MINUTE: '1000000',
    LEARNFLOW_MESSAGES_PER_HOUR: '1000000',
  };
  const told = new Map<string, Told>();
  let nextKey = 0;
  try {
    let service = await startService(env, dataDir);
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
    tutor.stop();
    sink.close();
    rmSync(dataDir, { recursive: true, force: true });
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

/** Waits until the outbox is empty: what was written is delivered, however long the backlog. */
async function drain(dataDir: string): Promise<void> {
  for (let time = 0; time < 300; time++) {
    const [row] = read<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM outbox');
    if (row?.n === 0) return;
    await wait(100);
  }
}
