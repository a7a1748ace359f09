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
import { connectTo } from './telemetry/ask-over-http.ts';
import type { Turn } from './telemetry/service.ts';
import { SPANS_A_REQUEST, VARIANTS, type VariantName } from './telemetry/variants.ts';

// What seeing costs a request. One service answers the same questions over HTTP again and again, and between two turns all of
// it that sees is exchanged: metrics and logs for parts of the same shape that do nothing, tracing off for tracing on. So
// code, its compilation and the memory it lies in are the same for all, which between two processes, or two copies in one,
// make several microseconds of a request. Turns come in an order that is drawn anew in each round, and what is compared is
// the processor time of two turns of one round. "Nothing" and "metrics and logs" have two turns each: how two equal ones differ
// says what the measure is worth.
//
// Counted is what the service's process spends, all its threads: each count and observation, each line made and written, each
// wrapper and promise that is there only to see, the spans with their export, and the collection of all the garbage. Not
// counted: who asks and who collects, which is this process; a store and tutors, of which there are none, because their
// threads would drown the rest; reading /metrics, which costs what it costs however many were served.
//
// A full collection now and then makes a turn so much dearer that a mean over all of them says nothing. The tenth of the
// differences that is lowest and the tenth that is highest are left out; the whole mean is shown beside.

const STARTS = Number(process.argv[2] ?? 5);
const ROUNDS = Number(process.argv[3] ?? 60);
const PER_TURN = 512;
/** Rounds after which the code is compiled as it is in a service that has run for a minute. */
const WARM_UP = 12;

const [NOTHING, COUNTED, PASSED, EXPORTED] = VARIANTS;
const TURNS = [...VARIANTS, NOTHING, COUNTED];

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of the middle eight tenths. */
function trimmedMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 10);
  return meanOf(sorted.slice(cut, sorted.length - cut));
}

/** Middle, and between which values it lies with 95 % probability: found by drawing from what was seen, again and again. */
function estimate(values: readonly number[], middleOf = trimmedMean) {
  const drawn = Array.from({ length: 1_000 }, () =>
    middleOf(values.map(() => values[Math.floor(Math.random() * values.length)] as number)),
  ).toSorted((a, b) => a - b);
  return { middle: middleOf(values), low: drawn[24] as number, high: drawn[974] as number };
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
  return Array.from({ length: 8 }, () => {
    const from = process.cpuUsage();
    for (let index = 0; index < count; index++) request(process.argv.length > 99);
    const { user, system } = process.cpuUsage(from);
    return (user + system) / count;
  });
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

/** @returns a function that gives a variant its turn */
async function start() {
  const log = openSync(join(folder, 'lines.log'), 'w');
  const child = fork(join(import.meta.dirname, 'telemetry/service.ts'), [endpoint], {
    stdio: ['ignore', 'inherit', log, 'ipc'],
  });
  closeSync(log);
  child.once('exit', (code) => {
    if (code !== 0) throw new Error(`the service ended with ${code}`);
  });
  const [port] = await once(child, 'message');
  const ask = await connectTo(port);
  const tell = async (told: { name: VariantName; requests?: number }) => {
    const answered = once(child, 'message');
    child.send(told);
    return (await answered)[0];
  };
  return {
    async takeTurn(name: VariantName): Promise<Turn> {
      await tell({ name });
      await ask(PER_TURN);
      return tell({ name, requests: PER_TURN });
    },
    stop: () => child.disconnect(),
  };
}

/** Microseconds a request of every turn, by turn and round. */
const took = TURNS.map((): { readonly all: number[]; readonly main: number[] } => ({ all: [], main: [] }));
const spans = { sent: 0, lost: 0, wanted: 0 };
for (let index = 0; index < STARTS; index++) {
  const service = await start();
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const order = TURNS.map((name, turn) => ({ name, turn, at: Math.random() })).toSorted((a, b) => a.at - b.at);
    for (const { name, turn } of order) {
      const { all, main, sent, lost } = await service.takeTurn(name);
      if (name === EXPORTED) {
        spans.sent += sent;
        spans.lost += lost;
        spans.wanted += PER_TURN * SPANS_A_REQUEST;
      }
      if (round < 0) continue;
      took[turn]?.all.push(all / PER_TURN);
      took[turn]?.main.push(main / PER_TURN);
    }
  }
  service.stop();
}

/** Turns of a variant; each difference is between two turns of one round. */
const turnsOf = (name: VariantName) => took.filter((_, turn) => TURNS[turn] === name);
const differences = (ones: typeof took, others: typeof took, of: 'all' | 'main') =>
  ones.flatMap((one, turn) => one[of].map((value, round) => value - (others[turn % others.length]?.[of][round] ?? 0)));
const over = (name: VariantName, base: VariantName, of: 'all' | 'main' = 'all') =>
  differences(turnsOf(name), turnsOf(base), of);

const show = ({ middle, low, high }: ReturnType<typeof estimate>) =>
  `${middle.toFixed(2)} us (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`;
console.log(
  `processor time of a request, all threads; ${STARTS} starts, ${ROUNDS} rounds, ${PER_TURN} requests to each turn`,
);
for (const name of VARIANTS) {
  const all = turnsOf(name).flatMap((turn) => turn.all);
  console.log(`  ${name.padEnd(34)} ${trimmedMean(all).toFixed(1).padStart(7)} us`);
}
const sentBytes = (bytes / Math.max(1, spans.sent)).toFixed(0);
console.log(`spans: ${spans.sent} of ${spans.wanted} sent, ${spans.lost} lost, ${sentBytes} bytes each`);
for (const name of [NOTHING, COUNTED]) {
  const [one, other] = turnsOf(name);
  if (one === undefined || other === undefined) throw new Error('nothing to compare with itself');
  console.log(`  "${name}" against itself: ${show(estimate(differences([one], [other], 'all')))}`);
}
console.log(`  metrics and logs, the thread that answers alone: ${show(estimate(over(COUNTED, NOTHING, 'main')))}`);
const ofStart = (start: number) => (_: unknown, index: number) =>
  Math.floor((index % (STARTS * ROUNDS)) / ROUNDS) === start;
const alone = Array.from({ length: STARTS }, (_, start) => trimmedMean(over(COUNTED, NOTHING).filter(ofStart(start))));
console.log(`  metrics and logs, each start alone: ${alone.map((middle) => middle.toFixed(2)).join(', ')} us`);
console.log(`  metrics and logs, no turn left out: ${show(estimate(over(COUNTED, NOTHING), meanOf))}`);
console.log(`  traces passed on, without a collector: ${show(estimate(over(PASSED, COUNTED)))}`);
const promises = [
  ['metrics and logs', estimate(over(COUNTED, NOTHING)), 10],
  ['tracing off', estimate(measureOff()), 1],
  ['tracing exported', estimate(over(EXPORTED, COUNTED)), 60],
] as const;
for (const [what, figure, most] of promises) {
  const isKept = figure.high <= most;
  const verdict = isKept ? 'kept' : figure.low > most ? 'BROKEN' : 'not decidable at this noise';
  console.log(`promise: ${what} at most ${most} us a request: ${show(figure)}: ${verdict}`);
  if (!isKept) process.exitCode = 1;
}
if (spans.sent < spans.wanted) {
  console.log('BROKEN: not every span came to the collector, so that what was measured is too little');
  process.exitCode = 1;
}
process.exit();
