import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { createInProcessAgents } from '../src/dispatch/in-process-agents.ts';
import { call, startService } from '../test/start-service.ts';

// How long the tutors who read programs take, how many readers one of them stands at once, and what the service weighs.

const WARM_RUNS = 5;
const AT_ONCE = 20;
const MESSAGES = 300;
const SENT_TOGETHER = 6;
const STUDENTS = 10;
const LIMIT_MS = 10_000;

const average =
  'def average(numbers):\n    total = 0\n    for i in range(len(numbers)):\n        total += numbers[i]\n    return total / 3.5\n';
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => average.replace('average', `average_${index}`)).join('\n');
const PROGRAMS: Readonly<Record<string, string>> = {
  small: average,
  '30 KB of functions': many(260),
  '30 KB of x = 1': 'x = 1\n'.repeat(5_000),
  '64 KiB of functions': many(400),
  '64 KiB of names': 'a;'.repeat(32_700),
  '64 KiB of with': 'with a,b,c:0\n'.repeat(5_000),
  '64 KiB of f-strings': 'f"{a}"\n'.repeat(9_000),
  '64 KiB of loops': 'for i in a:b\n'.repeat(5_000),
  '64 KiB in one list': `x = [${'1,'.repeat(32_700)}]`,
};
const TUTORS = { 'debug-agent': 'syntax_help', 'review-agent': 'code_review' } as const;

const agents = createInProcessAgents();
async function askMs(agent: keyof typeof TUTORS, code: string): Promise<number> {
  const from = performance.now();
  const request = { request_id: 'bench', agent, intent: TUTORS[agent], query: 'what is wrong here?', code };
  await agents.ask(request, AbortSignal.timeout(LIMIT_MS));
  return performance.now() - from;
}
const inMs = (ms: number | undefined) => `${(ms ?? Number.NaN).toFixed(0)} ms`.padStart(8);

for (const agent of ['debug-agent', 'review-agent'] as const) {
  console.log(`${agent}: first message of all ${inMs(await askMs(agent, average))}`);
  for (const [name, code] of Object.entries(PROGRAMS)) {
    const firstMs = await askMs(agent, code);
    const warmMs: number[] = [];
    for (let run = 0; run < WARM_RUNS; run++) warmMs.push(await askMs(agent, code));
    warmMs.sort((left, right) => left - right);
    console.log(`  ${name.padEnd(20)} first ${inMs(firstMs)}  warm ${inMs(warmMs[WARM_RUNS >> 1])}`);
  }
  for (const name of ['30 KB of functions', '30 KB of x = 1']) {
    const allMs = await Promise.all(Array.from({ length: AT_ONCE }, () => askMs(agent, PROGRAMS[name] ?? '')));
    console.log(`  ${AT_ONCE} at once of ${name}: the last after ${inMs(Math.max(...allMs))}`);
  }
}
await agents.close();

const service = await startService({ LEARNFLOW_LOG_LEVEL: 'error' });
const rssMiB = () =>
  `${(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(service.process.pid)])) / 1024).toFixed(0)} MiB`;
console.log(`service: ${rssMiB()} when ready`);
// Enough students that none of them sends more than one may.
const tokens = await Promise.all(Array.from({ length: STUDENTS }, (_, index) => service.token(`student-${index}`)));
const BODIES = [
  { query: 'I get an error and do not know why', code: 'for i in range(3)\n    print(i)\n' },
  { query: 'What is the difference between a list and a tuple?' },
  { query: 'My code works. Can you review it and make it cleaner?', code: many(20) },
  { query: 'Give me an exercise on dictionaries please' },
  { query: 'Why is the result wrong?', code: many(120) },
  { query: 'How am I doing so far?' },
  { query: 'My code works. Can you review it and make it cleaner?', code: many(260) },
];
const statuses = new Map<number, number>();
let mostMs = 0;
let sent = 0;
async function sendAll(): Promise<void> {
  while (sent < MESSAGES) {
    const token = tokens[sent % STUDENTS] ?? '';
    const body = BODIES[sent++ % BODIES.length];
    const from = performance.now();
    const { status } = await call(service, '/api/v1/triage', { token, body });
    mostMs = Math.max(mostMs, performance.now() - from);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
}
console.log(`service: ${rssMiB()} before the messages`);
await Promise.all(Array.from({ length: SENT_TOGETHER }, sendAll));
console.log(`service: ${rssMiB()} after ${MESSAGES} messages, answered with`, Object.fromEntries(statuses));
console.log(`service: slowest message ${inMs(mostMs)}`);
await service.stop();
