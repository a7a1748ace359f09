import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';
import { startEventSink } from './event-sink.ts';

const CALLERS = 16;
/** A kill comes at a random moment up to so long after the load began, in milliseconds. */
const MAX_LIFE_MS = 600;
const AGENTS = ['debug', 'concepts', 'exercise', 'progress', 'review'];

/** What a student knows of one message: how it was answered, or that the connection broke. */
type Told = { readonly requestId: string; readonly status: 'answered' | 'given_up' } | 'unknown' | 'refused';

export interface KillReport {
  readonly checks: readonly { readonly name: string; readonly wrong: readonly string[] }[];
  readonly messages: number;
  readonly accepted: number;
}

/**
 * Kills the service at random moments under load, starts it again on the same store, and at the end looks at what became
 * of every message.
 */
export async function killService(
  kills: number,
  onKill: (kill: number, wrong: readonly string[]) => void,
): Promise<KillReport> {
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
    return examine(dataDir, told, sink.countById, sink.bySubject);
  } finally {
    tutor.stop();
    sink.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function ask(service: TestService, token: string, key: string): Promise<Told> {
  try {
    const { status, json } = await call(service, '/api/v1/triage', {
      token,
      headers: { 'idempotency-key': key },
      body: { query: `why does ${key} fail`, session_context: { chosen_intent: 'syntax_help' } },
    });
    if (status === 200) return { requestId: json.request_id, status: 'answered' };
    if (json.code === 'IDEMPOTENCY_IN_FLIGHT') return 'unknown';
    if (json.dead_letter_id !== undefined) return { requestId: json.instance.split('/').at(-1), status: 'given_up' };
    return json.instance === undefined ? 'refused' : 'unknown';
  } catch {
    return 'unknown';
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

function examine(
  dataDir: string,
  told: ReadonlyMap<string, Told>,
  events: ReadonlyMap<string, number>,
  bySubject: ReadonlyMap<string, readonly string[]>,
): KillReport {
  const requests = read<{ request_id: string; status: string; settled_at_ms: number; dead_letters: number }>(
    dataDir,
    `SELECT request_id, status, settled_at_ms, (SELECT count(*) FROM dead_letters d WHERE d.request_id = r.request_id) AS dead_letters
     FROM requests r`,
  );
  const keys = read<{ key: string; request_id: string }>(dataDir, 'SELECT key, request_id FROM idempotency_keys');
  const byId = new Map(requests.map((row) => [row.request_id, row]));
  const byKey = new Map(keys.map(({ key, request_id }) => [key, request_id]));
  const missing: string[] = [];
  const otherwise: string[] = [];
  for (const [key, how] of told) {
    if (typeof how === 'string') continue;
    const row = byId.get(how.requestId);
    if (row === undefined) missing.push(`${key}: ${how.requestId} was ${how.status} and is gone`);
    else if ((row.status === 'answered') !== (how.status === 'answered'))
      otherwise.push(`${key}: told ${how.status}, is ${row.status}`);
    if (byKey.get(key) !== how.requestId) otherwise.push(`${key}: its key stands for ${byKey.get(key)}`);
  }
  const unsettled = requests.filter(({ status }) => status !== 'answered' && status !== 'dead_lettered');
  const letterless = requests.filter(({ status, dead_letters }) => dead_letters !== Number(status === 'dead_lettered'));
  const ends = ({ request_id, status }: (typeof requests)[number]) => events.get(`${request_id}:${status}`) ?? 0;
  const ofUnknown = [...events.keys()].filter((id) => {
    const [requestId = '', status] = id.split(':');
    return byId.get(requestId)?.status !== status;
  });
  const settledAt = new Map(requests.map((row) => [`${row.request_id}:${row.status}`, row.settled_at_ms]));
  const disorder = [...bySubject]
    .filter(([, ids]) => !isSorted(ids.map((id) => settledAt.get(id) ?? 0)))
    .map(([subject]) => subject);
  const wasTold = new Set(keys.map(({ request_id }) => request_id));
  const name = ({ request_id, status }: (typeof requests)[number]) => `${request_id} is ${status}`;
  return {
    messages: told.size,
    accepted: requests.length,
    checks: [
      { name: 'the load reached the service', wrong: requests.length > 0 ? [] : ['no request was accepted'] },
      { name: 'no request that a student was told of is missing', wrong: missing },
      { name: 'every request stands as its student was told', wrong: otherwise },
      { name: 'every accepted request is in one final state', wrong: unsettled.map(name) },
      { name: 'each given up has one dead letter, the others none', wrong: letterless.map(name) },
      {
        name: 'no message became two requests',
        wrong: requests.filter(({ request_id }) => !wasTold.has(request_id)).map(name),
      },
      { name: 'the event of every end was delivered', wrong: requests.filter((row) => ends(row) === 0).map(name) },
      { name: 'no event tells of an end that was not', wrong: ofUnknown },
      { name: 'events of one student came in the order of what they tell', wrong: disorder },
      { name: 'PRAGMA integrity_check says ok', wrong: checkFile(dataDir) },
    ],
  };
}

function isSorted(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? value));
}
