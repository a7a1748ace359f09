import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { createTokens } from '../create-tokens.ts';
import { startBadAgent } from '../start-bad-agent.ts';
import { startNginx } from '../start-nginx.ts';
import { startPostgres, type TestPostgres } from '../start-postgres.ts';
import { startRedis } from '../start-redis.ts';
import { startService, type TestService } from '../start-service.ts';
import { createStartedParts } from '../started-parts.ts';
import { startEventSink } from './event-sink.ts';
import { examine, type FaultReport } from './examine.ts';
import { AGENTS, askUntilKnown, type Told } from './message-load.ts';

const REPLICAS = 3;
const CALLERS = 12;
const KILL_EVERY_MS = 1_000;
const DATABASE = 'replicas';
/** Ends of one student closer together than this may be told in either order, in milliseconds. */
const ORDER_SLACK_MS = 1_000;
/** How long what is under way at the end may take, in milliseconds. */
const SETTLE_LIMIT_MS = 120_000;

/**
 * Three service processes on one PostgreSQL and one Redis, behind nginx and under load; every second one of them is killed,
 * as long as another is there, and started again.
 * @param onKill told of each
 */
export async function killReplicas(
  seconds: number,
  onKill: (kill: number, standing: number) => void,
): Promise<FaultReport & { readonly kills: number }> {
  const { keep, atEnd, stop } = createStartedParts();
  const standing = new Map<number, TestService>();
  const starting = new Set<Promise<void>>();
  const told = new Map<string, Told>();
  let isOver = false;
  try {
    const postgres = keep(await startPostgres());
    const redis = keep(await startRedis());
    const tutor = keep(await startBadAgent());
    const sink = await startEventSink();
    atEnd(() => sink.close());
    const ports = await findFreePorts(REPLICAS);
    const nginx = keep(await startNginx(ports));
    const folders = ports.map(() => mkdtempSync(join(tmpdir(), 'learnflow-replica-')));
    atEnd(() => folders.map((folder) => rmSync(folder, { recursive: true, force: true })));
    const env = {
      LEARNFLOW_STORE: await postgres.database(DATABASE),
      LEARNFLOW_RATE_LIMIT: redis.url,
      LEARNFLOW_AGENTS: AGENTS.map((name) => `${name}-agent=${tutor.url}`).join(','),
      LEARNFLOW_EVENTS: sink.url,
      LEARNFLOW_LOG_LEVEL: 'error',
      LEARNFLOW_MESSAGES_PER_MINUTE: '1000000',
      LEARNFLOW_MESSAGES_PER_HOUR: '1000000',
    };
    atEnd(async () => {
      await Promise.allSettled(starting);
      await Promise.allSettled([...standing.values()].map((service) => service.stop({ signal: 'SIGKILL' })));
    });
    const [first = ''] = folders;
    const makeToken = await createTokens(first);
    for (const folder of folders.slice(1)) {
      copyFileSync(join(first, 'development-key.json'), join(folder, 'development-key.json'));
    }
    const start = async (index: number) => {
      standing.set(index, await startService(env, folders[index], ports[index]));
    };
    const startAnother = (index: number) => {
      const another = start(index);
      starting.add(another);
      // One that does not start is told of when all of them are waited for.
      another.then(
        () => starting.delete(another),
        () => undefined,
      );
    };
    for (const index of folders.keys()) startAnother(index);
    await Promise.all(starting);

    const load = Array.from({ length: CALLERS }, async (_, caller) => {
      const token = await makeToken(`student-${caller}`);
      for (let count = 0; !isOver; count++) {
        const key = `${caller}-${count}`;
        const how = await askUntilKnown(nginx, token, key);
        told.set(key, how);
        // Who is refused comes back a little later.
        if (how === 'refused') await wait(100);
      }
    });
    let kills = 0;
    const until = performance.now() + seconds * 1_000;
    while (performance.now() < until) {
      await wait(KILL_EVERY_MS);
      const [victim] = standing;
      if (victim === undefined || standing.size < 2) continue;
      const [index, service] = victim;
      standing.delete(index);
      await service.stop({ signal: 'SIGKILL', keepData: true });
      kills += 1;
      onKill(kills, standing.size);
      startAnother(index);
    }
    await Promise.all(starting);
    isOver = true;
    await Promise.all(load);
    await settled(postgres);
    const read = async <Row>(sql: string) =>
      (await postgres.run(`SET search_path = learnflow; ${sql}`, DATABASE)) as unknown as { rows: Row[] }[];
    return {
      kills,
      ...(await examine(async (sql) => (await read<never>(sql))[1]?.rows ?? [], told, sink, ORDER_SLACK_MS)),
    };
  } finally {
    isOver = true;
    await stop();
  }
}

/**
 * Waits until nothing is under way any more: every request has ended and every event is delivered. What is left when it
 * took too long is found by the checks.
 */
async function settled(postgres: TestPostgres): Promise<void> {
  const giveUpAt = performance.now() + SETTLE_LIMIT_MS;
  while (performance.now() < giveUpAt) {
    const { rows } = await postgres.run(
      `SELECT (SELECT count(*) FROM learnflow.outbox) + (SELECT count(*) FROM learnflow.requests WHERE status = 'accepted') AS n`,
      DATABASE,
    );
    if (rows[0]?.n === 0) return;
    await wait(100);
  }
}
