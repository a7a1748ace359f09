/**
 * Every fault, against real processes: the tests of this folder, and the service killed at random moments under load.
 * `npm run faults -- --kills N`; `npm run faults -- --replicas [--seconds N]`: three processes on one PostgreSQL and Redis
 * behind nginx, one of them killed every second.
 */
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import { isEverythingRequired } from '../skip-aloud.ts';
import { missingNginx } from '../start-nginx.ts';
import { missingPostgres } from '../start-postgres.ts';
import { missingRedis } from '../start-redis.ts';
import { killService } from './kill-service.ts';
import { killReplicas } from './replicas.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    'kills-only': { type: 'boolean', default: false },
    replicas: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '20' },
  },
});
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 0) throw new Error('--kills: wanted a number of 0 or more');

let passed = 0;
let failed = 0;
const note = (name: string, wrong: readonly string[]) => {
  if (wrong.length === 0) passed += 1;
  else failed += 1;
  console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  for (const line of wrong.slice(0, 10)) console.log(`         ${line}`);
  if (wrong.length > 10) console.log(`         and ${wrong.length - 10} more`);
};

if (!values['kills-only'] && !values.replicas) {
  const folder = new URL('.', import.meta.url).pathname;
  const files = globSync(`${folder}*.test.ts`).sort();
  if (files.length === 0) throw new Error(`no fault tests in ${folder}`);
  const results = run({ files, concurrency: 1, forceExit: true });
  for await (const { type, data } of results) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite') continue;
    if (data.skip !== undefined && data.skip !== false) {
      console.log(`skipped ${data.name}: ${data.skip}`);
      if (isEverythingRequired()) note(data.name, ['skipped, where everything is required']);
      continue;
    }
    note(data.name, type === 'test:pass' ? [] : [String(data.details.error?.cause ?? data.details.error)]);
  }
}

if (kills > 0 && !values.replicas) {
  const startedAt = performance.now();
  const report = await killService(kills, (kill, wrong) => note(`kill ${kill} of ${kills}: the file is intact`, wrong));
  for (const { name, wrong } of report.checks) note(`after ${kills} kills: ${name}`, wrong);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`${report.messages} messages sent, ${report.accepted} accepted, ${kills} kills in ${seconds} s`);
}
if (values.replicas) {
  const missing = missingPostgres() ?? missingRedis() ?? missingNginx();
  if (missing !== undefined) throw new Error(missing);
  const report = await killReplicas(Number(values.seconds), (kill, standing) =>
    console.log(`       kill ${kill}: ${standing} of three still there`),
  );
  for (const { name, wrong } of report.checks) note(`after ${report.kills} kills of three processes: ${name}`, wrong);
  const { messages, accepted } = report;
  console.log(`${messages} messages sent, ${accepted} accepted, ${report.kills} kills in ${values.seconds} s`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
