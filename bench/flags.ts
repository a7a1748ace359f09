// What the feature flags cost a request: the snapshot and every switch read from it, and one flag that is targeted.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFlags } from '../src/flags/open-flags.ts';
import { FLAG_NAMES } from '../src/flags.ts';

const ROUNDS = 200_000;
const TARGETED_ROUNDS = 20_000;

const folder = mkdtempSync(join(tmpdir(), 'learnflow-bench-flags-'));
const path = join(folder, 'flags.json');
const file = JSON.parse(readFileSync('flags.json', 'utf8')) as { flags: Record<string, object> };
const place = { isProduction: false, isLoopback: true, hasModel: true };
const observer = { loaded: () => undefined, refused: () => undefined };

async function open(openaiRouter: object) {
  writeFileSync(path, JSON.stringify({ flags: { ...file.flags, 'openai-router': openaiRouter } }));
  return openFlags({ path, overrides: {}, place }, Date.now, observer);
}

/** Median of seven runs, in microseconds a round. */
async function time(rounds: number, work: () => Promise<number>): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < 7; run++) {
    const startedAtMs = performance.now();
    const seen = await work();
    if (seen === 0) throw new Error('nothing was read');
    runs.push(((performance.now() - startedAtMs) * 1_000) / rounds);
  }
  return runs.sort((a, b) => a - b)[3] as number;
}

const shipped = file.flags['openai-router'] ?? {};
const plain = await open(shipped);
const untargetedUs = await time(ROUNDS, async () => {
  let seen = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { on, shaping, isOnFor } = plain.snapshot();
    for (const name of FLAG_NAMES) if (on[name]) seen += 1;
    const flags = { ...shaping, 'openai-router': (await isOnFor('openai-router', `student-${round}`)) ? 'on' : 'off' };
    if (flags['openai-router'] === 'on') seen += 1;
  }
  return seen;
});
await plain.close();

const targeting = {
  fractional: [
    ['on', 25],
    ['off', 75],
  ],
};
const split = await open({ ...shipped, targeting });
const targetedUs = await time(TARGETED_ROUNDS, async () => {
  let seen = 0;
  for (let round = 0; round < TARGETED_ROUNDS; round++) {
    if (await split.snapshot().isOnFor('openai-router', `student-${round}`)) seen += 1;
  }
  return seen;
});
await split.close();
rmSync(folder, { recursive: true });

process.stdout.write(
  [
    `all ${FLAG_NAMES.length} flags, none targeted: ${untargetedUs.toFixed(2)} us a request (wanted: at most 5)`,
    `one targeted flag, for one student:  ${targetedUs.toFixed(2)} us, for messages put to the model alone`,
    '',
  ].join('\n'),
);
if (untargetedUs > 5) process.exitCode = 1;
