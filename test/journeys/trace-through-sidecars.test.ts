import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createTokens } from '../create-tokens.ts';
import { missingPart } from '../stack/build-part.ts';
import { checkSpans } from '../stack/check-spans.ts';
import { COLLECTOR, DAPR } from '../stack/parts.ts';
import type { ReceivedSpan } from '../stack/read-spans.ts';
import { startCollector, type TestCollector } from '../stack/start-collector.ts';
import { startDapr, type TestDapr } from '../stack/start-dapr.ts';
import { KAFKA, startKafka, type TestKafka } from '../stack/start-kafka.ts';
import { type ListeningProcess, startAgent } from '../start-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';

const TRACE_ID = 'feed4bf92f3577b34da6a3ce929d0e0e';
const CLIENT_SPAN = '00f067aa0ba902b7';

/**
 * The whole trace: the service's spans, those of the sidecars on both sides of each call and of the broker, and those of
 * both tutors' processes. The tutor finds the question of the attempt that was given up when it wakes, and answers it too.
 */
const TREE = [
  'learnflow-triage: POST /api/v1/triage, server',
  '  learnflow-triage: sanitize, internal',
  '  learnflow-triage: classify, internal',
  '  learnflow-triage: route, internal',
  '  learnflow-triage: journal accept, internal',
  '  learnflow-triage: ask debug-agent, client, error',
  '    triage-service: CallLocal/debug-agent/process, client',
  '      debug-agent: CallLocal/debug-agent/process, server',
  '        debug-agent: POST /process, server',
  '  learnflow-triage: ask debug-agent, client',
  '    triage-service: CallLocal/debug-agent/process, client',
  '      debug-agent: CallLocal/debug-agent/process, server',
  '        debug-agent: POST /process, server',
  '  learnflow-triage: journal settle, internal',
  '  learnflow-triage: send learning.events, producer',
  // The bulk publishing of Dapr 1.17, which this sidecar does not have yet, and then that of 1.16.
  '    triage-service: /v1.0/publish/bulk/learning-pubsub/learning.events, client',
  '    triage-service: /v1.0-alpha1/publish/bulk/learning-pubsub/learning.events, client',
  '      triage-service: /v1.0-alpha1/publish/bulk/learning-pubsub/learning.events, producer',
  '    progress-agent: pubsub/learning.events, client',
  '      progress-agent: process learning.events, consumer',
];

const missing = missingPart(DAPR) ?? missingPart(KAFKA) ?? missingPart(COLLECTOR);

describe('journey: a trace through sidecars and Kafka', { skip: missing ?? false }, () => {
  let collector: TestCollector;
  let kafka: TestKafka;
  let dapr: TestDapr;
  let debug: ListeningProcess;
  let progress: ListeningProcess;
  let service: TestService;
  let dir: string;
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'learnflow-trace-'));
    [collector, kafka] = await Promise.all([startCollector(), startKafka()]);
    dapr = await startDapr({ kafka, otlp: collector.grpcAddress });
    const env = { LEARNFLOW_OTLP_ENDPOINT: collector.endpoint, LEARNFLOW_LOG_LEVEL: 'debug' };
    [debug, progress] = await Promise.all([
      startAgent('debug', env),
      startAgent('progress', env, '--ledger', join(dir, 'activity.db')),
    ]);
    const portOf = ({ url }: ListeningProcess) => Number(new URL(url).port);
    const [own] = await Promise.all([
      dapr.startSidecar('triage-service'),
      dapr.startSidecar('debug-agent', { appPort: portOf(debug) }),
      dapr.startSidecar('progress-agent', { appPort: portOf(progress), healthPath: '/livez' }),
    ]);
    const { host } = new URL(own.origin);
    service = await startService({
      ...env,
      LEARNFLOW_ATTEMPT_TIMEOUT_MS: '4000',
      LEARNFLOW_DEADLINE_MS: '30000',
      LEARNFLOW_AGENTS: `dapr://${host}`,
      LEARNFLOW_EVENTS: `dapr://${host}/learning-pubsub`,
    });
  });
  after(async () => {
    await service?.stop();
    debug?.child.kill('SIGKILL');
    progress?.child.kill();
    await dapr?.stop();
    await Promise.all([kafka?.stop(), collector?.stop()]);
    rmSync(dir, { recursive: true, force: true });
  });

  /** Freezes the tutor until one attempt at it has been given up, as a long pause of its machine would. */
  async function freezeForOneAttempt(): Promise<void> {
    debug.child.kill('SIGSTOP');
    const givenUp = /^learnflow_dispatch_attempts_total\{agent="debug-agent",outcome="timed_out"\} [1-9]/m;
    while (!givenUp.test(await (await fetch(service.metricsUrl)).text())) await wait(20);
    debug.child.kill('SIGCONT');
  }

  it('is the client’s own with the tutor, with the event, and with every sidecar between', async () => {
    const makeToken = await createTokens(service.dataDir);
    const frozen = freezeForOneAttempt();
    const { status, json } = await call(service, '/api/v1/triage', {
      token: await makeToken('ada'),
      body: { query: 'why?', session_context: { chosen_intent: 'syntax_help' } },
      headers: { traceparent: `00-${TRACE_ID}-${CLIENT_SPAN}-01` },
    });
    assert.equal(status, 200);
    await frozen;

    await collector.waitFor((spans) => spans.length >= TREE.length);
    assert.deepEqual(outline(collector.spans, CLIENT_SPAN), TREE);
    assert.equal(collector.spans.length, TREE.length, 'a span stands beside the tree');
    assert.deepEqual([...new Set(collector.spans.map(({ traceId }) => traceId))], [TRACE_ID]);
    const { faults, seen } = checkSpans(collector.spans);
    assert.deepEqual(faults, []);
    assert.ok(seen.includes('process learning.events'));

    const attempts = collector.spans.filter(({ name }) => name === 'ask debug-agent');
    assert.deepEqual(
      attempts
        .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
        .map(({ attributes }) => [attributes['error.type'], attributes['http.request.resend_count']]),
      [
        ['timed_out', undefined],
        [undefined, 1],
      ],
    );
    const taken = collector.spans.find(({ kind }) => kind === 'consumer');
    assert.equal(taken?.attributes['messaging.message.id'], `${json.request_id}:answered`);
  });

  it('is in the log lines of both tutors’ processes, each line with the span it tells of', () => {
    const told = (agent: ListeningProcess) =>
      agent
        .log()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .map(({ msg, trace_id, span_id }) => `${msg}: ${trace_id} ${span_id}`)
        .sort();
    const wanted = (name: string, msg: string) =>
      collector.spans
        .filter((span) => span.name === name)
        .map(({ traceId, spanId }) => `${msg}: ${traceId} ${spanId}`)
        .sort();
    assert.deepEqual(told(debug), wanted('POST /process', 'answered'));
    assert.deepEqual(told(progress), wanted('process learning.events', 'an event was counted'));
  });
});

/**
 * A line for each span below that one, its children indented below it in the order in which they began. Whether a sidecar
 * calls a hang-up an error hangs on which of its ends it sees first: only the service's own are held to it.
 */
function outline(spans: readonly ReceivedSpan[], parent: string, depth = 0): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
    .flatMap(({ service, name, kind, isError, spanId }) => [
      `${'  '.repeat(depth)}${service}: ${name}, ${kind}${isError && service === 'learnflow-triage' ? ', error' : ''}`,
      ...outline(spans, spanId, depth + 1),
    ]);
}
