import { isDeepStrictEqual } from 'node:util';
import { AGENTS } from '../../contract/intents.ts';
import { describeManifest, type Manifest, ofKind, plantAt, valuesAt } from './manifest.ts';
import { everywhere, isKind, type Rule } from './rule.ts';

/** What a breaker's expression may speak of. Dapr takes any other name too, and then never opens. */
const TRIP_WORDS = new Set([
  'requests',
  'totalSuccesses',
  'totalFailures',
  'consecutiveSuccesses',
  'consecutiveFailures',
]);

/** What Kafka's component of Dapr reads. It ignores another without a word. */
const KAFKA_SETTINGS = new Set(
  `brokers authType consumerGroup consumerID clientId saslUsername saslPassword saslMechanism caCert clientCert clientKey
  skipVerify disableTls initialOffset maxMessageBytes consumeRetryEnabled consumeRetryInterval version heartbeatInterval
  sessionTimeout producerRequiredAcks producerRetryMax compression consumerGroupRebalanceStrategy channelBufferSize
  consumerFetchMin consumerFetchDefault escapeHeaders excludeHeaderMetaRegex allowedTopics protectedTopics
  publishingScopes subscriptionScopes`.split(/\s+/),
);

const isNamed = (kind: string, name: string) => (object: Manifest) =>
  object.kind === kind && object.metadata.name === name;
const find = (objects: readonly Manifest[], kind: string, name: string) => objects.find(isNamed(kind, name));
const appIds = (objects: readonly Manifest[]) =>
  valuesAt({ all: ofKind(objects, 'Deployment') }, 'all.*.spec.template.metadata.annotations').map(
    (annotations) => (annotations as Record<string, string>)['dapr.io/app-id'],
  );

/** What the sidecars load: Dapr skips a file that it does not understand, and says so in a log. */
export const DAPR_RULES: readonly Rule[] = [
  {
    says: 'no sidecar retries a tutor: each is named, with no retry, no time limit of its own and a breaker behind the service’s',
    faults: (objects) => {
      const [spec] = valuesAt(find(objects, 'Resiliency', 'triage'), 'spec') as { targets?: { apps?: object } }[];
      const targets = (spec?.targets?.apps ?? {}) as Record<string, Record<string, string>>;
      const policies = (path: string) => valuesAt(spec, `policies.${path}`)[0];
      return AGENTS.filter((agent) => {
        const { retry, timeout, circuitBreaker } = targets[agent] ?? {};
        const [failures] = /\d+$/.exec(String(policies(`circuitBreakers.${circuitBreaker}.trip`))) ?? [];
        return !(policies(`retries.${retry}.maxRetries`) === 0 && timeout === undefined && Number(failures) > 5);
      }).map((agent) => `${agent} is not held`);
    },
    plant: (objects) =>
      plantAt(find(objects, 'Resiliency', 'triage'), 'spec.targets.apps.review-agent', { timeout: 'publish' }),
  },
  everywhere(
    'a breaker speaks of what Dapr counts',
    isNamed('Resiliency', 'triage'),
    'spec.policies.circuitBreakers.*.trip',
    (trip) =>
      /^\w+ (>|>=) \d+$/.test(String(trip)) &&
      (String(trip).match(/[a-zA-Z]\w*/g) ?? []).every((word) => TRIP_WORDS.has(word)),
    { planted: 'consecutiveFailure >= 5' },
  ),
  everywhere(
    'every retry that is named is bounded: left out, it is without end',
    isKind('Resiliency'),
    'spec.policies.retries.*.maxRetries',
    (retries) => typeof retries === 'number' && retries >= 0 && retries <= 20,
  ),
  everywhere(
    'every time that is named is one that Dapr can read',
    isKind('Resiliency'),
    'spec.policies.timeouts.*',
    (time) => milliseconds(time) > 0,
    { planted: '2.5 s' },
  ),
  {
    says: 'an event that its subscriber does not take ends in a topic of dead letters, after bounded retries',
    faults: (objects) =>
      ofKind(objects, 'Subscription').flatMap((subscription) => {
        const [pubsub] = valuesAt(subscription, 'spec.pubsubname');
        const [deadLetters] = valuesAt(subscription, 'spec.deadLetterTopic');
        const scopes = (subscription.scopes ?? []) as string[];
        const held = ofKind(objects, 'Resiliency').some((one) => {
          const [retry] = valuesAt(one, `spec.targets.components.${pubsub}.inbound.retry`);
          return retry !== undefined && scopes.every((scope) => ((one.scopes ?? []) as string[]).includes(scope));
        });
        return deadLetters !== undefined && held ? [] : [`${describeManifest(subscription)} can block its partition`];
      }),
    plant: (objects) =>
      plantAt(find(objects, 'Resiliency', 'subscriber'), 'spec.targets.components.learning-pubsub.inbound', undefined),
  },
  {
    says: 'what Dapr loads is for apps that exist',
    faults: (objects) => {
      const ids = appIds(objects);
      return ofKind(objects, 'Component', 'Subscription', 'Resiliency').flatMap((object) => {
        const scopes = (object.scopes ?? []) as string[];
        if (scopes.length === 0) return [`${describeManifest(object)} is for everybody`];
        return scopes.filter((id) => !ids.includes(id)).map((id) => `${describeManifest(object)}: nobody is ${id}`);
      });
    },
    plant: (objects) => plantAt(find(objects, 'Component', 'learning-pubsub'), 'scopes', ['triage']),
  },
  everywhere(
    'every setting of Kafka is one that Dapr reads',
    isKind('Component'),
    'spec.metadata.*.name',
    (name) => KAFKA_SETTINGS.has(String(name)),
    { planted: 'rebalanceStrategy' },
  ),
  {
    says: 'topics are named, and who may write and read each',
    faults: (objects) => {
      const [metadata] = valuesAt(find(objects, 'Component', 'learning-pubsub'), 'spec.metadata');
      const names = ((metadata ?? []) as { name: string }[]).map(({ name }) => name);
      return ['allowedTopics', 'publishingScopes', 'subscriptionScopes'].filter((name) => !names.includes(name));
    },
    plant: (objects) => plantAt(find(objects, 'Component', 'learning-pubsub'), 'spec.metadata', []),
  },
  everywhere(
    'tutors are called by triage-service alone, to ask and for nothing else',
    isNamed('Configuration', 'agent'),
    'spec.accessControl',
    (control) => {
      const { defaultAction, policies = [] } = (control ?? {}) as { defaultAction?: string; policies?: object[] };
      return (
        defaultAction === 'deny' &&
        isDeepStrictEqual(policies, [
          {
            appId: 'triage-service',
            defaultAction: 'deny',
            trustDomain: 'public',
            namespace: 'learnflow',
            operations: [{ name: '/process', httpVerb: ['POST'], action: 'allow' }],
          },
        ])
      );
    },
  ),
  everywhere(
    'nobody calls triage-service through Dapr',
    isNamed('Configuration', 'triage'),
    'spec.accessControl',
    (control) => isDeepStrictEqual(control, { defaultAction: 'deny', trustDomain: 'public' }),
  ),
  {
    says: 'every sidecar has a configuration that exists',
    faults: (objects) =>
      ofKind(objects, 'Deployment')
        .map(
          (one) =>
            (valuesAt(one, 'spec.template.metadata.annotations')[0] as Record<string, string>)['dapr.io/config'] ?? '',
        )
        .filter((name) => find(objects, 'Configuration', name) === undefined)
        .map((name) => `there is no configuration ${name}`),
    plant: (objects) => plantAt(find(objects, 'Configuration', 'agent'), 'metadata.name', 'agents'),
  },
];

/** A duration as Go writes it, in milliseconds; NaN when it is none. */
function milliseconds(text: unknown): number {
  const [, amount, unit] = /^(\d+)(ms|s|m)$/.exec(String(text)) ?? [];
  return Number(amount) * ({ ms: 1, s: 1_000, m: 60_000 }[unit ?? ''] ?? Number.NaN);
}
