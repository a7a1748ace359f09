import assert from 'node:assert/strict';
import { existsSync, globSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AGENTS } from '../../contract/intents.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { ofKind, valuesAt, withScheduledJobs } from '../manifests/manifest.ts';
import { copyDeployment, renderOverlay } from '../manifests/render-overlay.ts';
import { findSecrets } from '../scan/find-secrets.ts';
import { buildPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import { startPostgres } from '../start-postgres.ts';
import { buildTestImage, type TestImage } from './build-test-image.ts';
import { type RunningImage, runImage } from './run-image.ts';

const MIB = 1_048_576;
const inMib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
const CLI = '/opt/learnflow-triage/cli/learnflow.js';
/** Prints the most memory that a command had, in KiB, when it ends. */
const TELL_MEMORY = 'data:text/javascript,process.on("exit",()=>console.log(process.resourceUsage().maxRSS))';
const QUESTION = { query: 'What is the difference between a list and a tuple?' };

interface Memory {
  readonly memory: string;
}

/** What production asks for, by workload. */
const resources: Record<string, unknown> = {};

describe('image', () => {
  let image: TestImage;
  before(async () => {
    image = await buildTestImage();
    const deployment = copyDeployment();
    await buildPart(KUSTOMIZE);
    const objects = withScheduledJobs(renderOverlay(deployment.folder, 'production'));
    for (const { metadata, spec } of ofKind(objects, 'Deployment', 'Job')) {
      resources[metadata.name] = valuesAt(spec, 'template.spec.containers.0.resources')[0];
    }
    deployment.remove();
  });
  after(() => image?.remove());
  const inImage = (path: string) => join(image.root, 'opt/learnflow-triage', path);

  it('says what it is: version, revision, base by its digest', (t) => {
    const { Labels } = image.config;
    assert.equal(Labels['org.opencontainers.image.version'], packageJson.version);
    assert.match(Labels['org.opencontainers.image.revision'] ?? '', /^[0-9a-f]{40}$/);
    assert.match(Labels['org.opencontainers.image.base.name'] ?? '', /@sha256:[0-9a-f]{64}$/);
    t.diagnostic(`image ${inMib(image.sizeBytes)}, of which its base ${inMib(image.baseSizeBytes)}`);
  });

  it('is known by what the build printed, also once it is pushed', () => {
    assert.match(image.builtId, /^sha256:[0-9a-f]{64}$/);
    assert.equal(image.builtId, image.pushedId);
  });

  it('runs as user 1000, and starts no shell', () => {
    const { User, Entrypoint, Cmd, Volumes, ExposedPorts } = image.config;
    assert.equal(User, '1000:1000');
    assert.deepEqual([...Entrypoint, ...Cmd], ['node', CLI, 'serve']);
    assert.deepEqual(Object.keys(Volumes), ['/var/lib/learnflow']);
    assert.deepEqual(Object.keys(ExposedPorts).sort(), ['8080/tcp', '9464/tcp']);
  });

  it('is asked every 30 s whether it is well, with 3 s to answer, without a shell', () => {
    const { Test, Interval, Timeout } = image.config.Healthcheck ?? {};
    assert.equal(Test?.[0], 'CMD');
    assert.deepEqual([Interval, Timeout], [30e9, 3e9]);
  });

  it('holds what runs and nothing else: no tests, no examples, no tools for development, no second Node', () => {
    const files = globSync('**/*.test.ts', { cwd: inImage('.'), exclude: (name) => String(name) === 'node_modules' });
    assert.deepEqual(files, []);
    for (const path of ['deploy/kubernetes', 'specs', 'test', 'bench', '.git', 'skills/triage-logic/examples']) {
      assert.ok(!existsSync(inImage(path)), path);
    }
    const { devDependencies, optionalDependencies } = packageJson;
    for (const name of Object.keys({ ...devDependencies, ...optionalDependencies })) {
      // What a dependency of ours needs itself may well be there.
      if (name !== 'yaml') assert.ok(!existsSync(inImage(`node_modules/${name}`)), name);
    }
  });

  it('carries the list of its parts', () => {
    const sbom = JSON.parse(readFileSync(inImage('sbom.cdx.json'), 'utf8')) as {
      bomFormat: string;
      components: { name: string; version: string }[];
    };
    assert.equal(sbom.bomFormat, 'CycloneDX');
    for (const [name, version] of Object.entries(packageJson.dependencies)) {
      assert.equal(sbom.components.find((part) => part.name === name)?.version, version, name);
    }
  });

  it('holds no secret of ours in any layer, nor in its variables', () => {
    assert.ok(image.layers.length > 0, 'no layer was unpacked');
    const files = image.layers.flatMap((layer) =>
      globSync('**/*', { cwd: layer, exclude: (name) => String(name) === 'node_modules' }).map((file) =>
        join(layer, file),
      ),
    );
    const texts = files
      .filter((file) => lstatSync(file).isFile() && lstatSync(file).size < MIB)
      .map((file) => readFileSync(file, 'utf8'));
    assert.ok(texts.length > 300, `only ${texts.length} files`);
    assert.deepEqual([...texts, image.config.Env.join('\n')].flatMap(findSecrets), []);
    assert.deepEqual(
      files.filter((file) => file.endsWith('.npmrc')),
      [],
    );
  });

  it('cannot be written by its user, but for its volume', () => {
    assert.equal(statSync(join(image.root, 'var/lib/learnflow')).uid, 1_000);
    assert.equal(statSync(inImage('cli/learnflow.js')).uid, 0);
  });

  it('answers a question as user 1000 on a read-only root without a shell, and ends with 0 when told to', async (t) => {
    const service = await runImage(image, () => ['serve', '--json']);
    t.diagnostic(describeStart('serve with its tutors in threads', service));
    const token = service.exec(CLI, 'token', '--student', 'sam').stdout.trim();
    const answer = await ask(service.url, token);
    assert.equal(answer.status, 200);
    const { decision, reply } = (await answer.json()) as { decision: { intent: string }; reply: object };
    assert.equal(decision.intent, 'concept_explanation');
    assert.match(JSON.stringify(reply), /tuple/);
    assert.equal(service.exec('/opt/learnflow-triage/deploy/docker/healthcheck.js').status, 0);
    assert.equal(await service.stop(), 0);
  });

  it('serves in the memory that the manifests ask for, with its tutors elsewhere', async (t) => {
    const service = await runImage(image, () => ['serve'], { LEARNFLOW_AGENTS: 'http://127.0.0.1:9/{agent}' });
    t.diagnostic(describeStart('serve with its tutors elsewhere', service));
    requireRoom('triage', service.memory().allBytes);
    assert.equal(await service.stop(), 0);
  });

  it('brings tables up to date and writes down who was erased, as the jobs of the manifests do', async (t) => {
    const postgres = await startPostgres();
    t.after(postgres.stop);
    const store = { LEARNFLOW_STORE: await postgres.database('image'), LEARNFLOW_AGENTS: 'http://127.0.0.1:9/{agent}' };
    const service = await runImage(image, () => ['serve'], store);
    t.after(() => service.stop());
    const token = service.exec(CLI, 'token', '--student', 'sam').stdout.trim();
    const headers = { authorization: `Bearer ${token}` };
    const erased = await fetch(`${service.url}/api/v1/students/sam`, { method: 'DELETE', headers });
    assert.equal(erased.status, 200);
    const list = '/var/lib/learnflow/erasures.jsonl';
    for (const [job, ...command] of [
      ['migration', 'migrate'],
      ['erasures', 'erasures', '--into', list],
      ['erasures', 'erasures', '--again', list],
    ] as const) {
      const { status, stdout } = service.exec('--import', TELL_MEMORY, CLI, ...command);
      assert.equal(status, 0, command.join(' '));
      const mostBytes = Number(stdout.trim().split('\n').at(-1)) * 1_024;
      t.diagnostic(`${command.slice(0, 2).join(' ')}: ${inMib(mostBytes)} at most`);
      requireRoom(job, mostBytes);
    }
    const read = `console.log(require('node:fs').readFileSync('${list}', 'utf8'))`;
    assert.match(service.exec('--eval', read).stdout, /^\{"store":"[0-9a-f]{16}","erased":"erased:[0-9a-f]{64}",/);
    assert.equal(await service.stop(), 0);
  });

  for (const agent of AGENTS) {
    it(`runs ${agent} in the memory that the manifests ask for`, async (t) => {
      const tutor = await runImage(image, (port) => ['agent', agent, '--port', String(port)]);
      t.diagnostic(describeStart(agent, tutor));
      requireRoom(agent, tutor.memory().allBytes);
      assert.equal(await tutor.stop(), 0);
    });
  }
});

function describeStart(role: string, { startMs, memory }: RunningImage): string {
  const { ownBytes, allBytes } = memory();
  return `${role}: alive after ${Math.round(startMs)} ms, ${inMib(ownBytes)} its own, ${inMib(allBytes)} resident`;
}

/** A pod is promised what its process has at rest, and may take half as much again. */
function requireRoom(workload: string, allBytes: number): void {
  const { requests, limits } = resources[workload] as { requests: Memory; limits: Memory };
  const [promised, most] = [requests, limits].map((one) => Number.parseInt(one.memory, 10) * MIB);
  assert.ok((promised ?? 0) >= allBytes, `${workload} asks for ${requests.memory} and has ${inMib(allBytes)}`);
  assert.ok((most ?? 0) >= 1.5 * allBytes, `${workload} may take ${limits.memory} and has ${inMib(allBytes)}`);
}

async function ask(url: string, token: string): Promise<Response> {
  return fetch(`${url}/api/v1/triage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(QUESTION),
  });
}
