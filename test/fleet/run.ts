/**
 * The whole fleet under a steady load, while its parts are killed and brought back, one after the other:
 * `npm run fleet -- [--messages N] [--per-second N]`. At the end every message and every event is looked for.
 */
import { parseArgs } from 'node:util';
import { missingPart } from '../stack/build-part.ts';
import { DAPR } from '../stack/parts.ts';
import { KAFKA } from '../stack/start-kafka.ts';
import { missingPostgres } from '../start-postgres.ts';
import { missingRedis } from '../start-redis.ts';
import { type Fault, listFaults } from './faults.ts';
import { inspectFleet, waitUntilSettled } from './inspect-fleet.ts';
import { sendSteadily } from './send-steadily.ts';
import { startFleet } from './start-fleet.ts';

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '10000' }, 'per-second': { type: 'string', default: '40' } },
});
const messages = Number(values.messages);
const perSecond = Number(values['per-second']);
if (!(messages > 0 && perSecond > 0)) throw new Error('--messages and --per-second: wanted numbers above 0');

let passed = 0;
let failed = 0;
function note(name: string, wrong: readonly string[]): void {
  if (wrong.length === 0) passed += 1;
  else failed += 1;
  console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  for (const line of wrong.slice(0, 10)) console.log(`         ${line}`);
  if (wrong.length > 10) console.log(`         and ${wrong.length - 10} more`);
}

const missing = missingPart(DAPR) ?? missingPart(KAFKA) ?? missingPostgres() ?? missingRedis();
if (missing !== undefined) console.log(missing);
else await runFleet();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runFleet(): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  const fleet = await startFleet();
  try {
    console.log(`${seconds()} s: three services, five tutors and eight sidecars run on Kafka, PostgreSQL and Redis`);
    const faults = listFaults(fleet);
    const load = sendSteadily(fleet, { messages, perSecond });
    for (const [at, fault] of faults.entries()) {
      // Spread over the load.
      await load.untilSent(Math.floor((messages * (at + 0.5)) / faults.length));
      const before = load.sent();
      const wrong = await suffer(fault).catch((error: unknown) => [String(error)]);
      const meanwhile = load.sent() - before;
      console.log(`${seconds()} s: killed ${fault.name} and brought it back, ${meanwhile} messages meanwhile`);
      note(`${fault.name} came back`, meanwhile > 0 ? wrong : ['no message was sent meanwhile']);
    }
    const told = await load.end();
    console.log(`${seconds()} s: ${load.sent()} messages sent`);
    note('everything came to its end', await waitUntilSettled(fleet));
    note('nothing died but what was killed', fleet.listDead());
    const report = await inspectFleet(fleet, told);
    for (const { name, wrong } of report.checks) note(name, wrong);
    console.log(
      `${report.messages} messages, ${report.accepted} accepted, ${report.answered} answered, ` +
        `${report.events} events, ${report.published} of them in Kafka more than once, ` +
        `${report.duplicates} brought to the subscriber again; ${seconds()} s`,
    );
  } finally {
    await fleet.stop();
  }
}

/** @returns what went wrong while the part came back */
async function suffer({ kill, goneMs, restart }: Fault): Promise<string[]> {
  await kill();
  await new Promise((resolve) => setTimeout(resolve, goneMs));
  await restart();
  return [];
}
