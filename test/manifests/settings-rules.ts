import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ConfigError, readConfig, SETTINGS } from '../../src/config.ts';
import { FlagFileError } from '../../src/flags/flag-file-error.ts';
import { readFlagFile } from '../../src/flags/read-flag-file.ts';
import { describeManifest, type Manifest, ofKind, plantAt, valuesAt } from './manifest.ts';
import { type Rule, SERVING } from './rule.ts';

/** What the Secrets of a school hold: files to the kind of value that the service takes there. */
const SECRETS: Readonly<Record<string, string>> = {
  store: 'postgres://learnflow:example@postgres.example.org:5432/learnflow?sslmode=verify-full',
  'rate-limit': 'rediss://:example@redis.example.org:6379',
  // Of the Secret `language-model`, where one is asked.
  'language-model': 'example',
};

/** Every command of `learnflow`: each is a file of `cli/` that registers itself under its own name. */
const COMMANDS: ReadonlySet<string> = new Set(
  globSync('cli/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\.command\('([a-z-]+)/g)].map(([, name = '']) => name),
  ),
);

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
    says: 'every setting that a process is given by name exists',
    faults: (objects) => {
      const known = Object.values(SETTINGS).map(({ env }) => env as string);
      const given = valuesAt(
        { all: ofKind(objects, 'Deployment') },
        'all.*.spec.template.spec.containers.*.env.*.name',
      );
      const ours = given.map(String).filter((name) => name.startsWith('LEARNFLOW_'));
      if (ours.length === 0) return ['none is given'];
      return ours.filter((name) => !known.includes(name)).map((name) => `${name}: no such setting`);
    },
    plant: (objects) => {
      const [env] = valuesAt(ofKind(objects, 'Deployment')[0], 'spec.template.spec.containers.0.env') as {
        name: string;
      }[][];
      env?.push({ name: 'LEARNFLOW_OTPL_ENDPOINT' });
    },
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
    says: 'the service accepts its flags',
    faults: (objects) => {
      const flags = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === 'flags');
      const text = ((flags?.data ?? {}) as Record<string, string>)['flags.json'] ?? '';
      const given = (settingsOf(objects)[0]?.data ?? {}) as Record<string, string>;
      try {
        readFlagFile(
          text,
          'flags.json',
          {},
          {
            isProduction: given.LEARNFLOW_ENV === 'production',
            isLoopback: false,
            hasModel: 'LEARNFLOW_LLM_BASE_URL' in given || 'LEARNFLOW_LLM_API_KEY_FILE' in given,
          },
        );
        return [];
      } catch (error) {
        if (error instanceof FlagFileError) return [error.message];
        throw error;
      }
    },
    plant: (objects) => {
      const flags = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === 'flags');
      plantAt(flags, 'data', { 'flags.json': '{}' });
    },
  },
  {
    says: 'who has no flags of his own has those that the service ships with',
    only: ['local'],
    faults: (objects) => {
      const flags = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === 'flags');
      const [text] = Object.values((flags?.data ?? {}) as Record<string, string>);
      return text === readFileSync('flags.json', 'utf8') ? [] : ['cp flags.json deploy/kubernetes/base/flags.json'];
    },
    plant: (objects) => {
      const flags = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === 'flags');
      plantAt(flags, 'data', { 'flags.json': '{}' });
    },
  },
  {
    says: 'every container runs a command that the image has',
    faults: (objects) =>
      ofKind(objects, 'Deployment', 'Job').flatMap((workload) => {
        const [command] = valuesAt(workload, 'spec.template.spec.containers.0.args.0');
        return COMMANDS.has(String(command)) ? [] : [`${describeManifest(workload)} runs ${command}`];
      }),
    plant: (objects) => plantAt(ofKind(objects, 'Job')[0], 'spec.template.spec.containers.0.args.0', 'migrations'),
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
