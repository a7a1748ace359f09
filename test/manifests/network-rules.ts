import { isDeepStrictEqual } from 'node:util';
import { describeManifest, type Manifest, ofKind, plantAt, valuesAt } from './manifest.ts';
import { everywhere, isKind, type Rule, SERVING } from './rule.ts';

type Labels = Readonly<Record<string, string>>;
interface Port {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: string;
}
interface Backend {
  readonly name: string;
  readonly port: number;
  readonly weight?: number;
}

/** Who can reach whom, and by which names. */
export const NETWORK_RULES: readonly Rule[] = [
  {
    says: 'nothing is reached or reaches out that no policy names',
    faults: (objects) => {
      const deny = ofKind(objects, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'default-deny');
      const isClosed = isDeepStrictEqual(deny?.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
      return isClosed ? [] : ['the default is not to deny'];
    },
    plant: (objects) => plantAt(byName(objects, 'NetworkPolicy', 'default-deny'), 'spec.podSelector.matchLabels', {}),
  },
  {
    says: 'the service is reached from the gateway on its API, from Prometheus on its metrics, and by nobody else',
    faults: (objects) => whoMayReach(objects, 'triage', { 8080: 'kong', 9464: 'observability' }),
    plant: (objects) => plantAt(byName(objects, 'NetworkPolicy', 'triage'), 'spec.ingress.0.from', [{}]),
  },
  {
    says: 'tutors are reached through sidecars alone',
    faults: (objects) =>
      ofKind(objects, 'Deployment')
        .filter(({ metadata }) => metadata.name.endsWith('-agent'))
        .flatMap(({ metadata }) => whoMayReach(objects, metadata.name, {})),
    plant: (objects) => plantAt(byName(objects, 'NetworkPolicy', 'triage'), 'spec.podSelector', {}),
  },
  {
    says: 'sidecars reach each other on 50002, and Dapr’s Sentry and operator',
    faults: (objects) => {
      const { ingress = [], egress = [] } = specOf(byName(objects, 'NetworkPolicy', 'sidecars'));
      const ports = [...portsOf(ingress), ...portsOf(egress)];
      return [50_002, 443, 6_500, 50_001].filter((port) => !ports.includes(port)).map((port) => `${port} is closed`);
    },
    plant: (objects) => plantAt(byName(objects, 'NetworkPolicy', 'sidecars'), 'spec.egress', undefined),
  },
  {
    says: 'what leaves the cluster goes to networks that were named, and never to the machines’ metadata address',
    only: SERVING,
    faults: (objects) =>
      ofKind(objects, 'NetworkPolicy').flatMap((policy) =>
        (specOf(policy).egress ?? []).flatMap(({ to = [{}] }) =>
          to
            .filter((peer) => Object.keys(peer).length === 0 || opensEverything(peer))
            .map(() => `${describeManifest(policy)} opens everything`),
        ),
      ),
    plant: (objects) => plantAt(byName(objects, 'NetworkPolicy', 'triage-out'), 'spec.egress.0.to', undefined),
  },
  everywhere(
    'services are inside the cluster, their ports have names',
    isKind('Service'),
    'spec',
    (spec) => {
      const { type = 'ClusterIP', ports = [] } = spec as { type?: string; ports?: Port[] };
      return type === 'ClusterIP' && ports.length > 0 && ports.every(({ name }) => name !== undefined);
    },
    { planted: { type: 'LoadBalancer', ports: [{ name: 'http' }] } },
  ),
  {
    says: 'every service leads to the pods of one workload, and to ports that these name',
    faults: (objects) =>
      ofKind(objects, 'Service').flatMap((service) => {
        const { selector = {}, ports = [] } = specOf(service);
        const chosen = workloads(objects).filter((workload) => selects(selector as Labels, podLabels(workload)));
        if (chosen.length !== 1) return [`${describeManifest(service)} leads to ${chosen.length} workloads`];
        const names = valuesAt(chosen[0], 'spec.template.spec.containers.*.ports.*.name');
        return (ports as Port[])
          .filter(({ targetPort }) => !names.includes(targetPort))
          .map(({ targetPort }) => `${describeManifest(service)}: no port ${targetPort}`);
      }),
    plant: (objects) => plantAt(byName(objects, 'Service', 'debug-agent'), 'spec.selector', { a: 'b' }),
  },
  {
    says: 'every deployment has its service',
    faults: (objects) =>
      ofKind(objects, 'Deployment')
        .filter(({ metadata }) => byName(objects, 'Service', metadata.name) === undefined)
        .map(({ metadata }) => `${metadata.name} has none`),
    plant: (objects) => plantAt(byName(objects, 'Service', 'review-agent'), 'metadata.name', 'reviewer'),
  },
  {
    says: 'the gateway hands on to ports that exist, a hundred parts in all, with one set of annotations a rule',
    only: SERVING,
    faults: (objects) =>
      ofKind(objects, 'HTTPRoute').flatMap((route) =>
        (valuesAt(route, 'spec.rules.*.backendRefs') as Backend[][]).flatMap((backends) => {
          const services = backends.map(({ name }) => byName(objects, 'Service', name));
          const ports = services.map((service) => valuesAt(service, 'spec.ports.*.port'));
          if (!backends.every(({ port }, at) => ports[at]?.includes(port))) return ['a backend does not exist'];
          if (new Set(services.map((one) => JSON.stringify(one?.metadata.annotations))).size > 1) {
            return ['the services of one rule are annotated differently, which Kong refuses'];
          }
          const parts = backends.reduce((sum, { weight = 100 }) => sum + weight, 0);
          return parts === 100 ? [] : [`the weights are ${parts}`];
        }),
      ),
    plant: (objects) => plantAt(byName(objects, 'HTTPRoute', 'triage'), 'spec.rules.0.backendRefs.0.port', 80),
  },
  {
    says: 'probes and metrics have no way in from outside',
    only: SERVING,
    faults: (objects) =>
      (valuesAt({ routes: ofKind(objects, 'HTTPRoute') }, 'routes.*.spec.rules.*.matches.*.path.value') as string[])
        .filter((path) => !['/api/v1', '/docs', '/openapi.json'].includes(path))
        .map((path) => `${path} is offered outside`),
    plant: (objects) => plantAt(byName(objects, 'HTTPRoute', 'triage'), 'spec.rules.0.matches.0.path.value', '/'),
  },
  {
    says: 'Prometheus finds the metrics of the service and of every sidecar',
    only: SERVING,
    faults: (objects) => {
      const [service] = ofKind(objects, 'ServiceMonitor').map(specOf);
      const chosen = ofKind(objects, 'Service').filter(({ metadata }) =>
        selects(service?.selector?.matchLabels as Labels, metadata.labels),
      );
      const named = valuesAt({ chosen }, 'chosen.*.spec.ports.*.name');
      const [port] = valuesAt(service, 'endpoints.0.port');
      const [pods] = ofKind(objects, 'PodMonitor').map(specOf);
      const measured = ofKind(objects, 'Deployment').filter((one) =>
        selects(pods?.selector?.matchLabels as Labels, podLabels(one)),
      );
      if (!named.includes(port)) return ['no service has the monitored port'];
      return measured.length >= 6 ? [] : [`sidecars of ${measured.length} deployments are measured`];
    },
    plant: (objects) => plantAt(ofKind(objects, 'ServiceMonitor')[0], 'spec.endpoints.0.port', 'metric'),
  },
];

interface Spec {
  readonly ingress?: { readonly from?: object[]; readonly ports?: { readonly port: number }[] }[];
  readonly egress?: { readonly to?: object[]; readonly ports?: { readonly port: number }[] }[];
  readonly podSelector?: { readonly matchLabels?: Labels; readonly matchExpressions?: unknown[] };
  readonly selector?: { readonly matchLabels?: Labels };
  readonly ports?: readonly Port[];
}

const specOf = (object: Manifest | undefined): Spec => (object?.spec ?? {}) as Spec;

const workloads = (objects: readonly Manifest[]) => ofKind(objects, 'Deployment', 'StatefulSet');

const podLabels = (workload: Manifest) => valuesAt(workload, 'spec.template.metadata.labels')[0] as Labels | undefined;

function byName(objects: readonly Manifest[], kind: string, name: string): Manifest | undefined {
  return ofKind(objects, kind).find(({ metadata }) => metadata.name === name);
}

function selects(selector: Labels | undefined, labels: Labels | undefined): boolean {
  return Object.entries(selector ?? {}).every(([label, value]) => labels?.[label] === value);
}

function portsOf(rules: readonly { readonly ports?: readonly { readonly port: number }[] }[]): number[] {
  return rules.flatMap(({ ports = [] }) => ports.map(({ port }) => port));
}

function opensEverything(peer: { ipBlock?: { cidr: string; except?: string[] } }): boolean {
  return peer.ipBlock?.cidr === '0.0.0.0/0' && peer.ipBlock.except?.includes('169.254.0.0/16') !== true;
}

/** How the policies let others in beyond what is wanted, sidecars' own ports aside: port to the namespace it is open for. */
function whoMayReach(objects: readonly Manifest[], name: string, wanted: Readonly<Record<number, string>>): string[] {
  const labels = podLabels(workloads(objects).find(({ metadata }) => metadata.name === name) as Manifest);
  const seen = ofKind(objects, 'NetworkPolicy')
    .filter(({ metadata }) => metadata.name !== 'sidecars')
    .filter((policy) => selects(specOf(policy).podSelector?.matchLabels, labels))
    .flatMap((policy) => specOf(policy).ingress ?? [])
    .flatMap(({ from = [{}], ports = [] }) =>
      from.flatMap((peer) =>
        ports.map(({ port }) => [
          port,
          valuesAt(peer, 'namespaceSelector.matchLabels')
            .map((one) => (one as Labels | undefined)?.['kubernetes.io/metadata.name'])
            .join(),
        ]),
      ),
    );
  const isAsWanted = isDeepStrictEqual(Object.fromEntries(seen), wanted);
  return isAsWanted ? [] : [`${name} is open for ${JSON.stringify(seen)}`];
}
