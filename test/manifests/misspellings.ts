import { type Manifest, ofKind, plantAt } from './manifest.ts';

/** One slip of a finger: the object of this kind and name, with the last step of a path written wrongly. */
export interface Misspelling {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly as: string;
}

export const MISSPELLINGS: readonly Misspelling[] = [
  { kind: 'Deployment', name: 'triage', path: 'spec.template.spec.containers.0.livenessProbe', as: 'livenesProbe' },
  { kind: 'Deployment', name: 'debug-agent', path: 'spec.strategy.rollingUpdate.maxUnavailable', as: 'maxUnavaliable' },
  { kind: 'Service', name: 'triage', path: 'spec.ports.0.targetPort', as: 'targetport' },
  {
    kind: 'HorizontalPodAutoscaler',
    name: 'triage',
    path: 'spec.behavior.scaleDown.stabilizationWindowSeconds',
    as: 'stabilisationWindowSeconds',
  },
  { kind: 'PodDisruptionBudget', name: 'triage', path: 'spec.maxUnavailable', as: 'maxUnavailible' },
  { kind: 'NetworkPolicy', name: 'sidecars', path: 'spec.policyTypes', as: 'policyType' },
  { kind: 'Job', name: 'migration', path: 'spec.ttlSecondsAfterFinished', as: 'ttlSecondsAfterFinish' },
  { kind: 'CronJob', name: 'erasures', path: 'spec.concurrencyPolicy', as: 'concurrency' },
  { kind: 'ServiceAccount', name: 'triage', path: 'automountServiceAccountToken', as: 'automountToken' },
  { kind: 'HTTPRoute', name: 'triage', path: 'spec.rules.0.backendRefs', as: 'backends' },
  { kind: 'KongPlugin', name: 'tokens', path: 'config', as: 'settings' },
  { kind: 'KongPlugin', name: 'address-limit', path: 'configPatches', as: 'configPatch' },
  { kind: 'KongConsumer', name: 'identity-provider', path: 'credentials', as: 'credential' },
  { kind: 'ServiceMonitor', name: 'triage', path: 'spec.endpoints.0.scrapeTimeout', as: 'timeout' },
  { kind: 'Resiliency', name: 'triage', path: 'spec.policies.retries.never.maxRetries', as: 'maxAttempts' },
  { kind: 'Subscription', name: 'learning-events', path: 'spec.deadLetterTopic', as: 'deadLetter' },
  { kind: 'Configuration', name: 'agent', path: 'spec.accessControl', as: 'accessControls' },
  { kind: 'Component', name: 'learning-pubsub', path: 'scopes', as: 'scope' },
];

/** @throws {Error} when there is nothing to misspell */
export function misspell(objects: readonly Manifest[], { kind, name, path, as }: Misspelling): Manifest {
  const object = structuredClone(ofKind(objects, kind).find(({ metadata }) => metadata.name === name));
  if (object === undefined) throw new Error(`there is no ${kind} ${name}`);
  const steps = path.split('.');
  const right = steps.pop() ?? '';
  const holder = steps.reduce<unknown>((inside, step) => (inside as Record<string, unknown>)[step], object);
  const value = (holder as Record<string, unknown>)[right];
  if (value === undefined) throw new Error(`${kind} ${name} has no ${path}`);
  plantAt(holder, right, undefined);
  plantAt(holder, as, value);
  return object;
}
