import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RunningProgram, startProgram } from '../../cli/dapr/start-program.ts';
import { createTokens } from '../create-tokens.ts';
import { missingPart } from '../stack/build-part.ts';
import { COLLECTOR, DAPR } from '../stack/parts.ts';
import type { ReceivedSpan } from '../stack/read-spans.ts';
import { startCollector, type TestCollector } from '../stack/start-collector.ts';
import { startDapr, type TestDapr } from '../stack/start-dapr.ts';
import { KAFKA, startKafka, type TestKafka } from '../stack/start-kafka.ts';
import { startSubscriber, type TestSubscriber } from '../stack/start-subscriber.ts';
import { call, startService, type TestService } from '../start-service.ts';

const TRACE_ID = 'feed4bf92f3577b34da6a3ce929d0e0e';
const CLIENT_SPAN = '00f067aa0ba902b7';

const missing = missingPart(DAPR) ?? missingPart(KAFKA) ?? missingPart(COLLECTOR);

describe('journey: a trace through sidecars and Kafka', { skip: missing ?? false }, () => {
  let collector: TestCollector;
  let kafka: TestKafka;
  let dapr: TestDapr;
  let tutor: RunningProgram;
  let subscriber: TestSubscriber;
  let service: TestService;
  before(async () => {
    [collector, kafka, subscriber] = await Promise.all([startCollector(), startKafka(), startSubscriber()]);
    dapr = await startDapr({ kafka, otlp: collector.grpcAddress });
    const env = { LEARNFLOW_OTLP_ENDPOINT: collector.endpoint };
    tutor = await startProgram(['agent', 'debug'], env);
    const [own] = await Promise.all([
      dapr.startSidecar('triage-service'),
      dapr.startSidecar('debug-agent', { appPort: tutor.port }),
      dapr.startSidecar('progress-agent', { appPort: subscriber.port, healthPath: '/livez' }),
    ]);
    const { host } = new URL(own.origin);
    service = await startService({
      ...env,
      LEARNFLOW_AGENTS: `dapr://${host}`,
      LEARNFLOW_EVENTS: `dapr://${host}/learning-pubsub`,
    });
  });
  after(async () => {
    await service?.stop();
    await tutor?.stop();
    subscriber?.close();
    await dapr?.stop();
    await Promise.all([kafka?.stop(), collector?.stop()]);
  });

  it('is the client’s own with the tutor, with the event, and with every sidecar between', async () => {
    const makeToken = await createTokens(service.dataDir);
    const { status, json } = await call(service, '/api/v1/triage', {
      token: await makeToken('ada'),
      body: { query: 'why?', session_context: { chosen_intent: 'syntax_help' } },
      headers: { traceparent: `00-${TRACE_ID}-${CLIENT_SPAN}-01` },
    });
    assert.equal(status, 200);
    const [event] = await subscriber.waitFor(`${json.request_id}:answered`);
    assert.equal(event?.traceparent?.slice(3, 35), TRACE_ID);

    const own = () => collector.spans.filter(({ traceId }) => traceId === TRACE_ID);
    const find = (name: string) => own().find((span) => span.name === name);
    await collector.waitFor(() =>
      ['POST /api/v1/triage', 'ask debug-agent', 'POST /process', 'send learning.events'].every((name) => find(name)),
    );
    // From the tutor up to the client: each span is the child of the one above it, those of the sidecars among them.
    const way = (): ReceivedSpan[] => {
      const spans: ReceivedSpan[] = [];
      for (let span = find('POST /process'); span !== undefined; ) {
        spans.push(span);
        const { parentSpanId } = span;
        span = own().find(({ spanId }) => spanId === parentSpanId);
      }
      return spans;
    };
    await collector.waitFor(() => way().at(-1)?.parentSpanId === CLIENT_SPAN);
    const services = way().map((span) => span.service);
    assert.deepEqual([...new Set(services)], ['debug-agent', 'triage-service', 'learnflow-triage']);
    assert.ok(way().some(({ name }) => name === 'ask debug-agent'));
    assert.ok(way().length >= 5, 'the sidecars have spans of their own');
  });
});
