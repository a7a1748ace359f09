import { performance } from 'node:perf_hooks';
import { startAgent } from '../test/start-agent.ts';
import { startBadAgent } from '../test/start-bad-agent.ts';
import { startService } from '../test/start-service.ts';

// While one tutor hangs: how long do students of the others wait, beside how long they wait when all is well?

/** The tail of the others may be so many times as long while one tutor hangs. */
const MOST_RATIO = 1.5;
const ROUND_MS = 8_000;
const CALLERS = 8;
const CALLERS_OF_THE_ONE = 4;

const bad = await startBadAgent();
const exercise = await startAgent('exercise');
const others = ['concepts', 'progress', 'review'].map((name) => `${name}-agent=${exercise.url}`);
const service = await startService({
  LEARNFLOW_AGENTS: [`debug-agent=${bad.url}`, `exercise-agent=${exercise.url}`, ...others].join(','),
  LEARNFLOW_MESSAGES_PER_MINUTE: '1000000',
  LEARNFLOW_MESSAGES_PER_HOUR: '10000000',
  LEARNFLOW_LOG_LEVEL: 'error',
});
const token = await service.token('ada');

async function ask(intent: string): Promise<number> {
  const from = performance.now();
  const response = await fetch(`${service.url}/api/v1/triage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'one on loops please', session_context: { chosen_intent: intent } }),
  });
  await response.text();
  return performance.now() - from;
}

/** Callers that ask again as soon as they are answered. */
async function measure(): Promise<{ p50: number; p99: number; count: number }> {
  const until = performance.now() + ROUND_MS;
  const spentMs: number[] = [];
  const call = async (intent: string, keep: boolean) => {
    while (performance.now() < until) {
      const ms = await ask(intent);
      if (keep) spentMs.push(ms);
    }
  };
  await Promise.all([
    ...Array.from({ length: CALLERS }, () => call('exercise_request', true)),
    ...Array.from({ length: CALLERS_OF_THE_ONE }, () => call('syntax_help', false)),
  ]);
  spentMs.sort((a, b) => a - b);
  const at = (share: number) => spentMs[Math.floor(share * (spentMs.length - 1))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), count: spentMs.length };
}

try {
  await measure();
  const healthy = await measure();
  await bad.setMode('silence');
  const hanging = await measure();
  const show = ({ p50, p99, count }: typeof healthy) =>
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (${count} answers)`;
  console.log(`all tutors well    ${show(healthy)}`);
  console.log(`one tutor hangs    ${show(hanging)}`);
  const ratio = hanging.p99 / healthy.p99;
  const isKept = ratio <= MOST_RATIO;
  console.log(
    `p99, ratio         ${ratio.toFixed(2)}: ${isKept ? 'within' : 'MISSES'} the target of at most ${MOST_RATIO}`,
  );
  if (!isKept) process.exitCode = 1;
} finally {
  await service.stop();
  exercise.child.kill();
  bad.stop();
}
