import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { AGENTS } from '../../contract/intents.ts';
import { IMAGE_TAG } from '../../deploy/docker/build-image.ts';
import { writeSidecarFiles } from '../../deploy/docker/write-sidecar-files.ts';
import { readConfig } from '../../src/config.ts';
import { missingPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import { type Manifest, ofKind, valuesAt } from './manifest.ts';
import { copyDeployment, renderOverlay } from './render-overlay.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const SERVICE_KEYS = new Set(
  `image restart read_only cap_drop security_opt tmpfs environment volumes command ports depends_on network_mode
  healthcheck`.split(/\s+/),
);

describe('compose.yaml', () => {
  const text = readFileSync('deploy/docker/compose.yaml', 'utf8');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
  const all = Object.entries(services);

  it('uses only what Compose knows, and only services that are there', () => {
    for (const [name, service] of all) {
      assert.deepEqual(
        Object.keys(service).filter((key) => !SERVICE_KEYS.has(key)),
        [],
        name,
      );
      for (const other of Object.keys(service.depends_on ?? {})) assert.ok(other in services, `${name}: ${other}`);
      const shared = service.network_mode?.replace('service:', '');
      assert.ok(shared === undefined || shared in services, `${name}: ${shared}`);
    }
  });

  it('runs triage and every tutor, each with its sidecar, from the image of this version', () => {
    const ids = all.flatMap(([, { command = [] }]) => command.filter((word) => word.startsWith('--app-id=')));
    assert.deepEqual(ids.sort(), [...AGENTS, 'triage-service'].map((id) => `--app-id=${id}`).sort());
    const ours = all.filter(([, { image }]) => image === IMAGE_TAG);
    assert.equal(ours.length, 6);
    assert.ok(ours.every(([, { read_only }]) => read_only === true));
  });

  it('gives the service settings that it accepts', () => {
    assert.doesNotThrow(() => readConfig(services.triage?.environment ?? {}));
  });

  it('names every image by a version', () => {
    for (const [name, { image }] of all) assert.match(image, /:v?\d+(\.\d+)+$/, name);
  });

  it('mounts only what is there, or is written before it starts', () => {
    for (const [name, { volumes = [] }] of all)
      for (const [from = ''] of volumes.map((volume) => volume.split(':')).filter(([one]) => one?.startsWith('.')))
        assert.ok(from === './dapr' || existsSync(join('deploy/docker', from)), `${name}: ${from}`);
  });

  it('listens on this machine alone', () => {
    for (const [, { ports = [] }] of all) for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
  });

  it('has sidecars that load the deployed files, with its own addresses', () => {
    const folder = mkdtempSync(join(tmpdir(), 'learnflow-sidecars-'));
    writeSidecarFiles(folder);
    const deployed = globSync('deploy/dapr/*.yaml').filter((file) => !file.endsWith('kustomization.yaml'));
    const written = globSync('**/*.yaml', { cwd: folder });
    assert.deepEqual(written.map((file) => basename(file)).sort(), deployed.map((file) => basename(file)).sort());
    // What each sidecar is told to load is there, once the folder is mounted as /dapr.
    const loaded = all.flatMap(([, { command = [] }]) => command.filter((word) => word.includes('=/dapr/')));
    assert.equal(loaded.length, 12);
    for (const flag of loaded) assert.ok(existsSync(join(folder, flag.replace(/^.*=\/dapr\//, ''))), flag);
    const brokers = readFileSync(join(folder, 'resources/learning-pubsub.yaml'), 'utf8');
    assert.match(brokers, /value: kafka:9092/);
    rmSync(folder, { recursive: true });
  });

  it('talks to its broker as the overlay `local` does', { skip: missingPart(KUSTOMIZE) }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'learnflow-sidecars-'));
    writeSidecarFiles(folder);
    const deployment = copyDeployment();
    const [inCluster] = ofKind(renderOverlay(deployment.folder, 'local'), 'Component');
    const here = parse(readFileSync(join(folder, 'resources/learning-pubsub.yaml'), 'utf8')) as Manifest;
    const settings = (component: Manifest | undefined) =>
      (valuesAt(component, 'spec.metadata.*') as { name: string }[]).filter(({ name }) => name !== 'brokers');
    assert.deepEqual(settings(inCluster), settings(here));
    deployment.remove();
    rmSync(folder, { recursive: true });
  });
});
