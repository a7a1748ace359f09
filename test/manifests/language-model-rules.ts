import { isDeepStrictEqual } from 'node:util';
import { type Manifest, ofKind, plantAt, valuesAt } from './manifest.ts';
import type { Rule } from './rule.ts';

const KEY_FILE = 'language-model';

/** What holds besides where the component `language-model` is used. */
export const LANGUAGE_MODEL_RULES: readonly Rule[] = [
  {
    says: 'the key of the language model is a file that every pod of triage has, and stands nowhere',
    faults: (objects) => {
      const settings = ofKind(objects, 'ConfigMap').filter(({ metadata }) => /^triage-settings/.test(metadata.name));
      const [file] = valuesAt(settings[0], 'data.LEARNFLOW_LLM_API_KEY_FILE');
      return [
        ...(file === `/etc/learnflow/secrets/${KEY_FILE}` ? [] : [`the key is in ${file}`]),
        ...pods(objects)
          .filter((pod) => !isDeepStrictEqual(keysOf(pod), [KEY_FILE]))
          .map(({ metadata }) => `${metadata.name} has no such file`),
        ...(/LEARNFLOW_LLM_API_KEY["\s:=]/.test(JSON.stringify(objects)) ? ['a key stands in a manifest'] : []),
      ];
    },
    plant: (objects) => plantAt(pods(objects)[0], 'spec.template.spec.volumes.3.projected.sources.1', undefined),
  },
  {
    says: 'pods start where no language model is asked and there is no key',
    faults: (objects) =>
      pods(objects)
        .filter((pod) => !valuesAt(pod, `${SOURCES}.*.secret.optional`).includes(true))
        .map(({ metadata }) => `${metadata.name} waits for a key`),
    plant: (objects) => plantAt(pods(objects)[0], 'spec.template.spec.volumes.3.projected.sources', []),
  },
  {
    says: 'the language model is asked by triage alone, over TLS',
    faults: (objects) => {
      const policy = ofKind(objects, 'NetworkPolicy').find(({ metadata }) => metadata.name === KEY_FILE);
      const [chosen] = valuesAt(policy, 'spec.podSelector.matchLabels') as Readonly<Record<string, string>>[];
      const isOfTriage = chosen?.['app.kubernetes.io/component'] === 'triage';
      const ports = valuesAt(policy, 'spec.egress.*.ports.*.port');
      return isOfTriage && isDeepStrictEqual(ports, [443]) ? [] : [`${JSON.stringify(chosen)} reach ${ports}`];
    },
    plant: (objects) => {
      const policy = ofKind(objects, 'NetworkPolicy').find(({ metadata }) => metadata.name === KEY_FILE);
      plantAt(policy, 'spec.podSelector', {});
    },
  },
];

const SOURCES = 'spec.template.spec.volumes.*.projected.sources';

/** The deployments of the service: the stable one, and a candidate. */
const pods = (objects: readonly Manifest[]) =>
  ofKind(objects, 'Deployment').filter(({ metadata }) => metadata.name.startsWith('triage'));

/** The files that the Secret of the language model becomes in a pod. */
function keysOf(deployment: Manifest): unknown[] {
  const sources = valuesAt(deployment, `${SOURCES}.*.secret`) as (
    | { name: string; items?: { path: string }[] }
    | undefined
  )[];
  return sources
    .filter((secret) => secret?.name === KEY_FILE)
    .flatMap((secret) => (secret?.items ?? []).map(({ path }) => path));
}
