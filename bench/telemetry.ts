import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endServerSpan } from '../src/telemetry/server-span.ts';
import { NO_SPAN, type Span } from '../src/telemetry/span.ts';
import { factsOfDecision } from '../src/telemetry/span-facts.ts';
import type { Turn } from './telemetry/turns.ts';
import { VARIANTS, type VariantName } from './telemetry/variant.ts';

// What seeing costs a request. The same service answers the same questions in one process for each variant, with HTTP
// injected, a journal that forgets and a tutor who answers at once, so that what is left is ours: a store's threads would
// drown it. The processes take turns, one at a time, and what is compared is the processor time of one turn with that of its
// neighbour in the same round. Two processes that run the same code differ by up to 10 us a request for as long as they live,
// by how it was compiled and laid out: so each variant is started anew many times, and what counts is how these starts
// differ. The collector that takes the spans is this process: its processor time is nobody's.

const STARTS = 8;
const ROUNDS = 60;
const PER_ROUND = 100;
/** Rounds after which the code is compiled as it is in a service that has run for a minute. */
const WARM_UP = 200;
const SPANS_A_REQUEST = 8;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Of Student's distribution with `STARTS - 1` degrees of freedom: as far as 95 % lie from the middle. */
const REACH = 2.365;

/** A mean, and between which values it lies with 95 % probability, of figures that differ as the starts do. */
function estimate(values: readonly number[]) {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  const reach = REACH * Math.sqrt(variance / values.length);
  return { middle, low: middle - reach, high: middle + reach };
}

/** A span that remembers: what is off must be off by what it is given, not by what was compiled away. */
const TRACED: Span = { ...NO_SPAN, ids: { trace_id: '', span_id: '' } };

/** What the calls cost that a request makes where tracing is off, in microseconds. */
function measureOff(): number[] {
  const count = 200_000;
  const facts = [
    { intent: 'syntax_help', confidence: 1, decided_by: 'model' },
    { outcome: 'routed', target_agent: null },
  ] as const;
  const request = (isTraced: boolean) => {
    const span: Span = isTraced ? TRACED : NO_SPAN;
    span.set(factsOfDecision('id', facts[0] as never, facts[1] as never));
    for (let part = 1; part < SPANS_A_REQUEST; part++) span.child('sanitize', 'internal').end();
    if (span.headers !== undefined || span.ids !== undefined) throw new Error('this is not off');
    endServerSpan(span, 200);
  };
  const rounds: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    const from = process.cpuUsage();
    for (let index = 0; index < count; index++) request(process.argv.length > 99);
    const { user, system } = process.cpuUsage(from);
    rounds.push((user + system) / count);
  }
  return rounds;
}

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'learnflow-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let bytes = 0;
const collector = createServer((request, response) => {
  request.on('data', (part: Buffer) => {
    bytes += part.length;
  });
  request.on('end', () => response.end());
}).listen(0, '127.0.0.1');
await once(collector, 'listening');
const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

async function start(name: VariantName) {
  const log = openSync(join(folder, `${name}.log`), 'w');
  const parts = [name, endpoint];
  const child = fork(join(import.meta.dirname, 'telemetry/turns.ts'), parts, {
    stdio: ['ignore', 'inherit', log, 'ipc'],
  });
  closeSync(log);
  child.once('exit', (code) => {
    if (code !== 0) throw new Error(`"${name}" ended with ${code}`);
  });
  await once(child, 'message');
  return async (count: number): Promise<Turn> => {
    const answered = once(child, 'message');
    child.send(count);
    const [turn] = await answered;
    return turn;
  };
}

const inEach = <Value>(make: (name: VariantName) => Value) =>
  Object.fromEntries(VARIANTS.map((name) => [name, make(name)])) as Record<VariantName, Value>;

/** Microseconds a request of every start's rounds. */
const starts: Record<VariantName, number[]>[] = [];
let sent = 0;
let lost = 0;
for (let index = 0; index < STARTS; index++) {
  const turns = inEach(start);
  const micros = inEach((): number[] => []);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
      const turn = await (await turns[name])(PER_ROUND);
      if (round >= 0) micros[name].push(turn.micros);
    }
  }
  starts.push(micros);
  for (const name of VARIANTS) {
    const end = await (await turns[name])(0);
    sent += end.sent;
    lost += end.lost;
  }
}

/** How much more the one took than the other in the same round: a median for each start. */
const over = (name: VariantName, base: VariantName) =>
  estimate(starts.map((micros) => median(micros[name].map((one, round) => one - (micros[base][round] ?? 0)))));
const asked = STARTS * (ROUNDS + WARM_UP) * PER_ROUND;
console.log(
  `processor time of a request, all threads; ${STARTS} processes of each, ${ROUNDS} rounds of ${PER_ROUND} each, taking turns`,
);
for (const name of VARIANTS)
  console.log(
    `  ${name.padEnd(34)} ${estimate(starts.map((micros) => median(micros[name])))
      .middle.toFixed(1)
      .padStart(7)} us`,
  );
console.log(
  `spans: ${(sent / asked).toFixed(1)} a request sent, ${lost} lost, ${(bytes / Math.max(1, sent)).toFixed(0)} bytes each`,
);
const show = ({ middle, low, high }: ReturnType<typeof estimate>) =>
  `${middle.toFixed(2)} us (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`;
const base = 'metrics and logs, tracing off';
console.log(`  traces passed on, without a collector: ${show(over('and traces passed on', base))}`);
const promises = [
  ['metrics and logs', over(base, 'nothing is seen'), 10],
  ['tracing off', estimate(measureOff()), 1],
  ['tracing exported', over('and traces exported, every one', base), 60],
] as const;
for (const [what, took, most] of promises) {
  const isKept = took.high <= most;
  const verdict = isKept ? 'kept' : took.low > most ? 'BROKEN' : 'not decidable at this noise';
  console.log(`promise: ${what} at most ${most} us a request: ${show(took)}: ${verdict}`);
  if (!isKept) process.exitCode = 1;
}
if (sent < asked * SPANS_A_REQUEST) {
  console.log('BROKEN: not every span came to the collector, so that what was measured is too little');
  process.exitCode = 1;
}
process.exit();
