import { AGENTS } from '../../contract/intents.ts';
import { describeManifest, type Manifest, ofKind, valuesAt } from './manifest.ts';
import { everywhere, isKind, type Rule } from './rule.ts';

/** Every annotation that Dapr 1.18 reads (pkg/injector/annotations). It ignores another without a word. */
const DAPR_ANNOTATIONS: ReadonlySet<string> = new Set(
  `enabled app-id app-port app-protocol config log-level log-as-json api-token-secret app-token-secret
  app-max-concurrency enable-metrics metrics-port enable-profiling enable-debug debug-port env env-from-secret grpc-port
  internal-grpc-port sidecar-cpu-request sidecar-cpu-limit sidecar-memory-request sidecar-memory-limit
  sidecar-listen-addresses sidecar-liveness-probe-delay-seconds sidecar-liveness-probe-timeout-seconds
  sidecar-liveness-probe-period-seconds sidecar-liveness-probe-threshold sidecar-readiness-probe-delay-seconds
  sidecar-readiness-probe-timeout-seconds sidecar-readiness-probe-period-seconds sidecar-readiness-probe-threshold
  sidecar-image sidecar-seccomp-profile-type max-body-size read-buffer-size graceful-shutdown-seconds
  block-shutdown-duration enable-api-logging unix-domain-socket-path volume-mounts volume-mounts-rw
  disable-builtin-k8s-secret-store enable-app-health-check app-health-check-path app-health-probe-interval
  app-health-probe-timeout app-health-threshold app-binding-options-timeout placement-host-address
  scheduler-host-address actors-disseminate-timeout pluggable-components pluggable-components-sockets-folder
  component-container app-channel-address sentry-request-jwt-audiences sidecar-svc-annotations disable-init-endpoints
  enable-native-sidecar`
    .split(/\s+/)
    .map((name) => `dapr.io/${name}`),
);

/** Every annotation of Kong's Ingress Controller 3.5 that a Service or a route may carry. */
const KONG_ANNOTATIONS: ReadonlySet<string> = new Set(
  `plugins protocol protocols client-cert strip-path path ca-certificates-secrets ca-certificates-configmaps
  connect-timeout read-timeout write-timeout retries methods host-header https-redirect-status-code regex-priority
  preserve-host snis request-buffering response-buffering host-aliases tags rewrite tls-verify tls-verify-depth
  upstream-policy path-handling`
    .split(/\s+/)
    .map((name) => `konghq.com/${name}`),
);

const hasSidecar = isKind('Deployment');
const POD_ANNOTATIONS = 'spec.template.metadata.annotations';

export const ANNOTATION_RULES: readonly Rule[] = [
  {
    says: 'every annotation is one that Dapr or Kong reads, and text',
    faults: (objects) =>
      objects.flatMap((object) =>
        annotationsOf(object).flatMap(([name, value]) => {
          if (typeof value !== 'string') return [`${describeManifest(object)}: ${name} is not text`];
          const isUnknown =
            (name.startsWith('dapr.io/') && !DAPR_ANNOTATIONS.has(name)) ||
            (name.includes('konghq.com/') && !KONG_ANNOTATIONS.has(name));
          return isUnknown ? [`${describeManifest(object)}: nobody reads ${name}`] : [];
        }),
      ),
    plant: (objects) =>
      Object.assign(valuesAt(ofKind(objects, 'Deployment')[0], POD_ANNOTATIONS)[0] as object, {
        'dapr.io/protocol': 'http',
      }),
  },
  everywhere('every sidecar starts before its process and stops after it', hasSidecar, POD_ANNOTATIONS, (annotations) =>
    hasAll(annotations, { enabled: 'true', 'enable-native-sidecar': 'true' }),
  ),
  everywhere('a pod with a sidecar may run in a restricted namespace', hasSidecar, POD_ANNOTATIONS, (annotations) =>
    hasAll(annotations, { 'sidecar-seccomp-profile-type': 'RuntimeDefault' }),
  ),
  everywhere('sidecar and process know each other by tokens', hasSidecar, POD_ANNOTATIONS, (annotations) =>
    hasAll(annotations, { 'api-token-secret': 'dapr-api-token', 'app-token-secret': 'dapr-app-token' }),
  ),
  everywhere(
    'a process that drains stays well for its sidecar',
    hasSidecar,
    POD_ANNOTATIONS,
    (annotations) => hasAll(annotations, { 'enable-app-health-check': 'true', 'app-health-check-path': '/livez' }),
    { planted: { 'dapr.io/enable-app-health-check': 'true', 'dapr.io/app-health-check-path': '/readyz' } },
  ),
  everywhere(
    'the sidecar outlives the draining process, and Kubernetes waits for both',
    hasSidecar,
    'spec.template',
    (template) => {
      const annotations = valuesAt(template, 'metadata.annotations')[0] as Record<string, string> | undefined;
      const [preStop] = valuesAt(template, 'spec.containers.0.lifecycle.preStop.sleep.seconds').map(Number);
      const [grace] = valuesAt(template, 'spec.terminationGracePeriodSeconds').map(Number);
      const blockSeconds = Number.parseInt(annotations?.['dapr.io/block-shutdown-duration'] ?? '', 10);
      const sidecarSeconds = Number(annotations?.['dapr.io/graceful-shutdown-seconds']);
      const drainSeconds = annotations?.['dapr.io/app-id'] === 'triage-service' ? 15 : 10;
      const appSeconds = (preStop ?? Number.NaN) + drainSeconds;
      // A native sidecar is told to stop only when the process has ended.
      return blockSeconds >= appSeconds && (grace ?? 0) >= appSeconds + blockSeconds + sidecarSeconds;
    },
    { planted: { spec: {} } },
  ),
  {
    says: 'every tutor of the house runs under its own id',
    faults: (objects) => {
      const ids = valuesAt({ all: ofKind(objects, 'Deployment') }, `all.*.${POD_ANNOTATIONS}`).map(
        (annotations) => (annotations as Record<string, string>)['dapr.io/app-id'],
      );
      return [...AGENTS, 'triage-service'].filter((id) => !ids.includes(id)).map((id) => `nobody is ${id}`);
    },
    plant: (objects) => {
      const review = ofKind(objects, 'Deployment').find(({ metadata }) => metadata.name === 'review-agent');
      Object.assign(valuesAt(review, POD_ANNOTATIONS)[0] as object, { 'dapr.io/app-id': 'reviewer' });
    },
  },
];

function annotationsOf(object: Manifest): [string, unknown][] {
  const onPods = valuesAt(object, POD_ANNOTATIONS)[0] as object | undefined;
  return [...Object.entries(object.metadata.annotations ?? {}), ...Object.entries(onPods ?? {})];
}

function hasAll(annotations: unknown, wanted: Readonly<Record<string, string>>): boolean {
  const given = (annotations ?? {}) as Record<string, unknown>;
  return Object.entries(wanted).every(([name, value]) => given[`dapr.io/${name}`] === value);
}
