import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { AGENTS } from '../../contract/intents.ts';
import { type LocalServers, toLocal, writeLocalResources } from './write-local-resources.ts';

const DEPLOYED = new URL('../../deploy/dapr/', import.meta.url).pathname;
const files = readdirSync(DEPLOYED).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
const deployed = new Map(files.map((file) => [file, parse(readFileSync(join(DEPLOYED, file), 'utf8'))]));

const WHOLE: LocalServers = {
  namesFile: '/tmp/names.db',
  kafka: { address: '127.0.0.1:9', login: { username: 'u', password: 'p', caCertificate: 'PEM' } },
  otlp: '127.0.0.1:4317',
  hasIdentities: true,
};

/** Paths of the leaves at which two values differ. */
function differences(one: unknown, other: unknown, path = ''): string[] {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other ? [] : [path];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differences((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], `${path}/${key}`),
  );
}

describe('the files of deploy/dapr on one machine', () => {
  it('differ from the cluster’s in addresses and in where secrets are read, and in nothing else', () => {
    const changed = files.flatMap((file) =>
      differences(deployed.get(file), toLocal(deployed.get(file), WHOLE)).map((path) => `${file}${path}`),
    );
    assert.deepEqual(changed.sort(), [
      'agent-configuration.yaml/spec/nameResolution',
      'agent-configuration.yaml/spec/tracing/otel/endpointAddress',
      'learning-pubsub.yaml/auth/secretStore',
      'learning-pubsub.yaml/spec/metadata/0/value',
      'triage-configuration.yaml/spec/nameResolution',
      'triage-configuration.yaml/spec/tracing/otel/endpointAddress',
    ]);
  });

  it('leave out what the machine does not have', () => {
    const poor = { namesFile: '/tmp/names.db', hasIdentities: false };
    const kinds = files.map((file) => toLocal(deployed.get(file), poor)?.kind).filter((kind) => kind !== undefined);
    assert.deepEqual(kinds.sort(), ['Configuration', 'Configuration', 'Resiliency', 'Resiliency']);
    const agent = toLocal(deployed.get('agent-configuration.yaml'), poor);
    assert.deepEqual([agent?.spec.accessControl, agent?.spec.tracing.otel], [undefined, undefined]);
  });

  it('ask a broker that takes anyone for no login', () => {
    const local = toLocal(deployed.get('learning-pubsub.yaml'), { ...WHOLE, kafka: { address: '127.0.0.1:9' } });
    const row = (name: string) => local?.spec.metadata.find((one: { name: string }) => one.name === name);
    assert.deepEqual([row('brokers').value, row('authType').value], ['127.0.0.1:9', 'none']);
    for (const name of ['saslUsername', 'saslPassword', 'saslMechanism', 'caCert']) assert.equal(row(name), undefined);
    assert.equal(row('initialOffset').value, 'oldest');
  });
});

describe('writeLocalResources', () => {
  const dir = mkdtempSync(join(tmpdir(), 'learnflow-resources-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('keeps configurations apart from resources, and the password out of both', () => {
    const { resources, configurations } = writeLocalResources(dir, WHOLE);
    const kinds = readdirSync(resources).map((file) => parse(readFileSync(join(resources, file), 'utf8')).kind);
    assert.deepEqual(kinds.sort(), ['Component', 'Component', 'Resiliency', 'Resiliency', 'Subscription']);
    for (const file of Object.values(configurations)) {
      assert.equal(parse(readFileSync(file, 'utf8')).kind, 'Configuration');
    }
    assert.deepEqual(JSON.parse(readFileSync(join(dir, 'secrets.json'), 'utf8')), {
      'learning-pubsub': { username: 'u', password: 'p', 'ca.crt': 'PEM' },
    });
  });
});

describe('the files of deploy/dapr', () => {
  const resiliency = deployed.get('triage-resiliency.yaml');

  it('switch the sidecar’s own retries off for every tutor: those that are not named would get three', () => {
    assert.deepEqual(Object.keys(resiliency.spec.targets.apps).sort(), [...AGENTS].sort());
    for (const policy of Object.values(resiliency.spec.targets.apps) as { retry: string }[]) {
      assert.equal(resiliency.spec.policies.retries[policy.retry].maxRetries, 0);
    }
  });

  it('bound every retry: without a number Dapr tries for ever', () => {
    for (const file of files.filter((name) => deployed.get(name).kind === 'Resiliency')) {
      for (const retry of Object.values(deployed.get(file).spec.policies.retries) as { maxRetries: number }[]) {
        assert.ok(Number.isInteger(retry.maxRetries) && retry.maxRetries >= 0, file);
      }
    }
  });

  it('put an event that no retry gets through into the topic of dead letters', () => {
    const { spec, scopes } = deployed.get('learning-events-subscription.yaml');
    assert.equal(spec.deadLetterTopic, 'learning.events.dlq');
    assert.ok(scopes.every((app: string) => deployed.get('subscriber-resiliency.yaml').scopes.includes(app)));
  });

  it('are all part of the kustomization', () => {
    const { resources } = parse(readFileSync(join(DEPLOYED, 'kustomization.yaml'), 'utf8'));
    assert.deepEqual([...resources].sort(), [...files].sort());
  });
});
