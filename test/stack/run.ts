import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { skipAloud } from '../skip-aloud.ts';
import { missingPostgres, startPostgres } from '../start-postgres.ts';
import { missingRedis, startRedis } from '../start-redis.ts';
import { createStartedParts, type StartedParts } from '../started-parts.ts';
import { buildPart, findPart, missingTool } from './build-part.ts';
import { DAPR, PARTS } from './parts.ts';
import { KAFKA, startKafka } from './start-kafka.ts';

// `npm run stack`: builds the real servers that tests use, starts those that stay up, prints their addresses, and stops
// them at Ctrl+C. Sidecars are started by whoever needs one.
const { values } = parseArgs({ options: { 'build-only': { type: 'boolean', default: false } } });

for (const part of PARTS) {
  const tool = missingTool(part);
  if (tool !== undefined) console.log(skipAloud(`no ${tool} on the PATH for ${part.name}`));
  else console.log(`built    ${part.name} in ${await buildPart(part)}`);
}

if (!values['build-only']) {
  const { keep, stop } = createStartedParts();
  try {
    await startServers(keep);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  } finally {
    await stop();
  }
}

async function startServers(keep: StartedParts['keep']): Promise<void> {
  if (findPart(KAFKA) !== undefined) {
    const kafka = keep(await startKafka());
    console.log(`started  Kafka at ${kafka.plainAddress}, and with a login over TLS at ${kafka.address}`);
  }
  const noRedis = missingRedis();
  if (noRedis !== undefined) console.log(noRedis);
  else {
    const redis = keep(await startRedis());
    console.log(`started  Redis: export LEARNFLOW_RATE_LIMIT=${redis.url}`);
  }
  const noPostgres = missingPostgres();
  if (noPostgres !== undefined) console.log(noPostgres);
  else {
    const postgres = keep(await startPostgres());
    console.log(`started  PostgreSQL: export LEARNFLOW_STORE=${await postgres.database('learnflow')}`);
  }
  const dapr = findPart(DAPR);
  if (dapr !== undefined) console.log(`ready    Dapr: export DAPRD=${join(dapr, 'daprd')}`);
  console.log('Ctrl+C stops them.');
}
