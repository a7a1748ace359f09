import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ConfigError, readConfig } from '../../src/config.ts';
import { describeManifest, type Manifest, ofKind, plantAt, valuesAt } from './manifest.ts';
import { type Rule, SERVING } from './rule.ts';

/** What the Secret `triage` of a school holds: keys to the kind of value that the service takes there. */
const SECRETS: Readonly<Record<string, string>> = {
  store: 'postgres://learnflow:example@postgres.example.org:5432/learnflow?sslmode=verify-full',
  'rate-limit': 'redis://redis.example.org:6379',
};

/** How settings, flags and secrets reach the process. */
export const SETTINGS_RULES: readonly Rule[] = [
  {
    says: 'the service accepts the settings it is given',
    faults: (objects) => {
      const [settings] = settingsOf(objects);
      if (settings === undefined) return ['there are no settings'];
      return findMistakes(settings.data as Record<string, string>);
    },
    plant: (objects) => plantAt(settingsOf(objects)[0], 'data.LEARNFLOW_PROT', '80'),
  },
  {
    says: 'another setting is another name of the ConfigMap, so that the pods roll',
    faults: (objects) => {
      const [settings] = settingsOf(objects);
      const used = valuesAt(
        { all: ofKind(objects, 'Deployment') },
        'all.*.spec.template.spec.containers.*.envFrom.0.configMapRef.name',
      );
      const hasHash = /^triage-settings-[a-z0-9]{10}$/.test(settings?.metadata.name ?? '');
      return hasHash && used.includes(settings?.metadata.name)
        ? []
        : [`${settings?.metadata.name} is not what pods use`];
    },
    plant: (objects) => plantAt(settingsOf(objects)[0], 'metadata.name', 'triage-settings'),
  },
  {
    says: 'flags are mounted as a folder under one lasting name, so that a change needs no restart',
    faults: (objects) => {
      const flags = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === 'flags');
      const triage = ofKind(objects, 'Deployment').filter(({ metadata }) => metadata.name.startsWith('triage'));
      const mounts = valuesAt({ triage }, 'triage.*.spec.template.spec.containers.*.volumeMounts.*') as Mount[];
      const mount = mounts.find(({ name }) => name === 'flags');
      if (flags === undefined || mount === undefined) return ['there are none'];
      return mount.subPath === undefined ? [] : ['a file mounted alone never changes'];
    },
    plant: (objects) => {
      const triage = ofKind(objects, 'Deployment').find(({ metadata }) => metadata.name === 'triage');
      const [mounts] = valuesAt(triage, 'spec.template.spec.containers.0.volumeMounts') as Mount[][];
      Object.assign(mounts?.find(({ name }) => name === 'flags') ?? {}, { subPath: 'flags.json' });
    },
  },
  {
    says: 'no secret stands in a manifest',
    only: SERVING,
    faults: (objects) => [
      ...ofKind(objects, 'Secret').map((secret) => `${describeManifest(secret)} is sent along`),
      ...objects.flatMap((object) =>
        [...JSON.stringify(object).matchAll(/[a-z]+:\/\/[^"/@\s]*:[^"/@\s]+@/g)].map(
          () => `${describeManifest(object)} holds a password`,
        ),
      ),
    ],
    plant: (objects) => plantAt(settingsOf(objects)[0], 'data.LEARNFLOW_STORE', 'postgres://a:b@c/d'),
  },
];

interface Mount {
  readonly name: string;
  readonly subPath?: string;
}

const settingsOf = (objects: readonly Manifest[]) =>
  ofKind(objects, 'ConfigMap').filter(({ metadata }) => metadata.name.startsWith('triage-settings'));

/** What the service would say of its settings, with files where the pod has them. */
function findMistakes(settings: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-secrets-'));
  try {
    const env = Object.entries(settings).map(([name, value]) => {
      if (!name.endsWith('_FILE')) return [name, value] as const;
      const file = join(folder, basename(value));
      writeFileSync(file, SECRETS[basename(value)] ?? '');
      return [name, file] as const;
    });
    readConfig({ ...Object.fromEntries(env), LEARNFLOW_FLAGS: 'file:flags.json' });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [...error.mistakes];
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
