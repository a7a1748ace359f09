import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Certificates, createCertificates, missingOpenssl } from '../create-certificates.ts';
import { missingPart } from '../stack/build-part.ts';
import { CRDS } from '../stack/parts.ts';
import { pretendPods } from '../stack/pretend-pods.ts';
import { missingKubernetes, startKubernetes, type TestKubernetes } from '../stack/start-kubernetes.ts';
import { valuesAt } from './manifest.ts';
import { EXAMPLE_INPUTS } from './render-overlay.ts';
import { applyDefinitions, createSubmitter } from './submit.ts';

const skip = missingPart(CRDS) ?? missingKubernetes() ?? missingOpenssl();
const digest = (letter: string) => `registry.example.org/learnflow-triage@sha256:${letter.repeat(64)}`;

const MODEL_POLICY = '/apis/networking.k8s.io/v1/namespaces/learnflow/networkpolicies/language-model';
const ERASURES = '/var/lib/learnflow/erasures.jsonl';

interface Step {
  readonly heading: string;
  readonly commands: string;
}

/** The commands of a page that a cluster is needed for, with the headings they stand under. */
function readSteps(page: string): Step[] {
  let heading = '';
  const steps: Step[] = [];
  for (const [, title, commands] of readFileSync(page, 'utf8').matchAll(/^#+ ([^\n]+)$|^```sh cluster\n(.*?)^```/gms)) {
    if (title !== undefined) heading = title;
    else steps.push({ heading, commands: commands ?? '' });
  }
  return steps;
}

describe('an operator’s day, typed from docs/deployment/README.md', { skip, timeout: 600_000 }, () => {
  const day = readSteps('docs/deployment/README.md');
  // More pods make every rollout after them longer.
  const isLast = ({ heading }: Step) => ['Scale', 'Uninstall'].includes(heading);
  // Rolling back, the gateway's keys, a language model and backups have pages of their own, and come before the end.
  const steps = [
    ...day.filter((step) => !isLast(step)),
    ...readSteps('docs/deployment/rollback.md'),
    ...readSteps('docs/deployment/kong-config.md'),
    ...readSteps('docs/deployment/language-model.md'),
    ...readSteps('docs/deployment/backups.md'),
    ...day.filter(isLast),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-operator-'));
  let kubernetes: TestKubernetes;
  let certificates: Certificates;
  let pods: ReturnType<typeof pretendPods>;
  before(async () => {
    kubernetes = await startKubernetes({ withControllers: true });
    const submitter = createSubmitter(kubernetes);
    await applyDefinitions(kubernetes, submitter);
    // Whoever installed Kong made it.
    await submitter.keep({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kong' } });
    certificates = createCertificates(join(folder, 'certificates'));
    pods = pretendPods(kubernetes);
    cpSync('deploy', join(folder, 'deploy'), { recursive: true });
    const program = (name: string, script: string) => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    program('kubectl', `exec "${kubernetes.program}" kubectl "$@"`);
    // Somebody who fills in every line.
    const answers = Object.entries(EXAMPLE_INPUTS.production ?? {});
    program('editor', answers.map(([name, answer]) => `sed -i 's|^${name}=$|${name}=${answer}|' "$1"`).join('\n'));
    for (const file of ['a.pem', 'next.pem']) writeFileSync(join(folder, file), 'public');
    for (const file of ['model.key', 'next.key']) writeFileSync(join(folder, file), file);
  });
  after(async () => {
    await pods?.stop();
    await kubernetes?.stop();
    rmSync(folder, { recursive: true });
  });

  let storePassword = 'example';
  const type = async (commands: string) => {
    const env = {
      ...process.env,
      PATH: `${folder}:${process.env.PATH}`,
      KUBECONFIG: kubernetes.kubeconfig,
      EDITOR: join(folder, 'editor'),
      STORE_URL: `postgres://learnflow:${storePassword}@postgres.example.org:5432/learnflow?sslmode=verify-full`,
      RATE_LIMIT_URL: 'rediss://:example@redis.example.org:6379',
      REDIS_PASSWORD: 'example',
      KAFKA_USER: 'learnflow',
      KAFKA_PASSWORD: 'example',
      KAFKA_CA: 'a.pem',
      KID: 'key-1',
      PUBLIC_KEY: 'a.pem',
      TLS_CERT: certificates.cert,
      TLS_KEY: certificates.key,
      MODEL_KEY: 'model.key',
      NEXT_MODEL_KEY: 'next.key',
      NEXT_IMAGE: digest('c'),
      PREVIOUS_IMAGE: digest('a'),
      CANDIDATE_IMAGE: digest('d'),
    };
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, env });
    let said = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (said += chunk));
    const [code] = (await once(shell, 'close')) as [number | null];
    assert.equal(code, 0, `${commands}\n${said}`);
    return said;
  };
  const get = async (path: string) => (await kubernetes.call('GET', path)).body;
  const deployment = (name: string) => get(`/apis/apps/v1/namespaces/learnflow/deployments/${name}`);
  const imageOf = async (name: string) => valuesAt(await deployment(name), 'spec.template.spec.containers.0.image')[0];
  const settingsOf = async (name: string) =>
    valuesAt(await deployment(name), 'spec.template.spec.containers.0.envFrom.0.configMapRef.name')[0];

  const modelKey = async () => {
    const secret = await get('/api/v1/namespaces/learnflow/secrets/language-model');
    return Buffer.from(String(valuesAt(secret, 'data.key')[0]), 'base64').toString();
  };

  const argumentsOfJob = async (name: string) => {
    const job = await get(`/apis/batch/v1/namespaces/learnflow/jobs/${name}`);
    return valuesAt(job, 'spec.template.spec.containers.0.args')[0];
  };

  const waitUntil = async (isSo: () => Promise<boolean>) => {
    const deadlineMs = Date.now() + 120_000;
    while (!(await isSo())) {
      assert.ok(Date.now() < deadlineMs, 'it did not come to be');
      await wait(200);
    }
  };

  let settingsBefore: unknown;
  let podsBefore: unknown;
  /** What is seen after the last command of a heading. */
  const outcomes: Readonly<Record<string, () => Promise<void>>> = {
    async 'What the cluster must have'() {
      const gateway = await get('/apis/gateway.networking.k8s.io/v1/namespaces/kong/gateways/kong');
      assert.deepEqual(valuesAt(gateway, 'spec.listeners.*.protocol'), ['HTTPS']);
    },
    async 'First install'() {
      // The autoscaler looks every fifteen seconds.
      await waitUntil(async () => valuesAt(await deployment('triage'), 'status.readyReplicas')[0] === 3);
      assert.equal(await imageOf('triage'), digest('a'));
    },
    async Upgrade() {
      assert.equal(await imageOf('triage'), digest('c'));
      assert.equal(await imageOf('debug-agent'), digest('c'));
    },
    async 'Upgrade by a tenth of the messages first'() {
      assert.equal(valuesAt(await deployment('triage-candidate'), 'reason')[0], 'NotFound');
      const route = await get('/apis/gateway.networking.k8s.io/v1/namespaces/learnflow/httproutes/triage');
      assert.deepEqual(valuesAt(route, 'spec.rules.0.backendRefs.*.name'), ['triage']);
      settingsBefore = await settingsOf('triage');
    },
    async 'Change a setting'() {
      assert.notEqual(await settingsOf('triage'), settingsBefore);
      podsBefore = valuesAt(await deployment('triage'), 'metadata.generation')[0];
    },
    async 'Change a flag'() {
      const flags = await get('/api/v1/namespaces/learnflow/configmaps/flags');
      const file = JSON.parse(String((valuesAt(flags, 'data')[0] as Record<string, string>)['flags.json']));
      assert.equal(file.flags['response-caching'].defaultVariant, 'on');
      assert.equal(valuesAt(await deployment('triage'), 'metadata.generation')[0], podsBefore, 'pods were rolled');
    },
    async 'Rotate a secret'() {
      const secret = await get('/api/v1/namespaces/learnflow/secrets/triage');
      assert.match(Buffer.from(String(valuesAt(secret, 'data.store')[0]), 'base64').toString(), /:rotated@/);
      // `rollout restart` writes when it was into the template of the pods; each is then one of this template.
      assert.notEqual(valuesAt(await deployment('triage'), 'metadata.generation')[0], podsBefore, 'no pod was rolled');
      const { status, ...rolled } = (await deployment('triage')) as { status?: Record<string, number> };
      const at = (valuesAt(rolled, 'spec.template.metadata.annotations')[0] ?? {}) as Record<string, string>;
      assert.ok(Date.now() - Date.parse(at['kubectl.kubernetes.io/restartedAt'] ?? '') < 600_000, 'never restarted');
      assert.equal(status?.updatedReplicas, status?.replicas);
    },
    async Scale() {
      const scaler = await get('/apis/autoscaling/v2/namespaces/learnflow/horizontalpodautoscalers/triage');
      assert.equal(valuesAt(scaler, 'spec.minReplicas')[0], 6);
    },
    async Code() {
      for (const name of ['triage', 'debug-agent', 'progress-agent'])
        assert.equal(await imageOf(name), digest('a'), name);
    },
    async 'The provider changes its key'() {
      const consumers = '/apis/configuration.konghq.com/v1/namespaces/learnflow/kongconsumers';
      const keys = valuesAt(await get(`${consumers}/identity-provider`), 'credentials')[0];
      assert.deepEqual(keys, ['identity-provider-key', 'identity-provider-key-2']);
    },
    async 'Have it asked'() {
      const settings = await get(`/api/v1/namespaces/learnflow/configmaps/${await settingsOf('triage')}`);
      const { LEARNFLOW_LLM_MODEL, LEARNFLOW_LLM_API_KEY_FILE } = valuesAt(settings, 'data')[0] as Record<
        string,
        string
      >;
      assert.deepEqual(
        [LEARNFLOW_LLM_MODEL, LEARNFLOW_LLM_API_KEY_FILE],
        ['gpt-4o-mini', '/etc/learnflow/secrets/language-model'],
      );
      assert.equal(await modelKey(), 'model.key');
      assert.equal((await kubernetes.call('GET', MODEL_POLICY)).status, 200);
    },
    async 'Its key changes'() {
      assert.equal(await modelKey(), 'next.key');
    },
    async 'Have it asked no longer'() {
      const settings = await get(`/api/v1/namespaces/learnflow/configmaps/${await settingsOf('triage')}`);
      assert.ok(!JSON.stringify(settings).includes('LEARNFLOW_LLM'), 'it is asked still');
      assert.equal((await kubernetes.call('GET', MODEL_POLICY)).status, 404);
    },
    async 'Is the list written?'() {
      assert.deepEqual(await argumentsOfJob('erasures-now'), ['erasures', '--into', ERASURES]);
    },
    async 'The database was put back'() {
      assert.deepEqual(await argumentsOfJob('erase-again'), ['erasures', '--again', ERASURES]);
      await waitUntil(async () => valuesAt(await deployment('triage'), 'status.readyReplicas')[0] === 3);
    },
    async Uninstall() {
      assert.equal((await kubernetes.call('GET', '/api/v1/namespaces/learnflow')).status, 404);
    },
  };

  it('has commands for every part of the day', () => {
    const headings = new Set(steps.map(({ heading }) => heading));
    for (const heading of Object.keys(outcomes)) assert.ok(headings.has(heading), heading);
  });

  for (const [at, { heading, commands }] of steps.entries()) {
    it(`${heading}: ${commands.split('\n')[0]}`, async () => {
      if (heading === 'Rotate a secret') storePassword = 'rotated';
      await type(commands);
      if (steps[at + 1]?.heading !== heading) await outcomes[heading]?.();
    });
  }
});
