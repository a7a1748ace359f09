import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Manifest, ofKind, valuesAt } from './manifest.ts';
import { everywhere, isKind, type Rule, SERVING } from './rule.ts';

const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers.*`;
const isDeployment = isKind('Deployment');
const isOurs = (object: Manifest) => isKind('Deployment', 'Job')(object);
const isWorkload = isKind('Deployment', 'Job', 'StatefulSet');
const equals = (wanted: unknown) => (value: unknown) => isDeepStrictEqual(value, wanted);
const within = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && value >= least && value <= most;

/** The shape of a good workload, line by line. */
export const WORKLOAD_RULES: readonly Rule[] = [
  everywhere(
    'every pod is restricted by its namespace, and the namespace enforces, audits and warns',
    isKind('Namespace'),
    'metadata.labels',
    (labels) =>
      ['enforce', 'audit', 'warn'].every(
        (mode) => (labels as Record<string, string>)?.[`pod-security.kubernetes.io/${mode}`] === 'restricted',
      ),
    { planted: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
  ),
  everywhere(
    'a rollout takes no pod away before its successor is ready, save where both would write one file',
    isDeployment,
    'spec.strategy',
    (strategy, deployment) =>
      writesLedger(deployment) ||
      isDeepStrictEqual(strategy, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }),
  ),
  everywhere(
    'a pod counts as available after a while of being ready',
    isDeployment,
    'spec.minReadySeconds',
    within(5, 60),
  ),
  everywhere('a few earlier versions can be gone back to', isDeployment, 'spec.revisionHistoryLimit', within(2, 10)),
  everywhere(
    'images are named by their digest where a school is served',
    isWorkload,
    `${CONTAINER}.image`,
    (image) => /@sha256:[0-9a-f]{64}$/.test(String(image)),
    { only: SERVING, planted: 'learnflow-triage:1.0.0' },
  ),
  everywhere(
    'no image is named by a tag that moves',
    isWorkload,
    `${CONTAINER}.image`,
    (image) => /(@sha256:[0-9a-f]{64}|:\d+(\.\d+)+)$/.test(String(image)),
    { planted: 'learnflow-triage:latest' },
  ),
  everywhere('an image is pulled once', isWorkload, `${CONTAINER}.imagePullPolicy`, equals('IfNotPresent')),
  everywhere(
    'pods run as user and group 1000 under the runtime’s seccomp profile',
    isOurs,
    `${POD}.securityContext`,
    equals({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    }),
  ),
  everywhere(
    'containers cannot write their image, gain rights or use capabilities',
    isOurs,
    `${CONTAINER}.securityContext`,
    equals({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }),
  ),
  everywhere('there is a bounded /tmp', isOurs, `${POD}.volumes`, (volumes) =>
    (volumes as { name: string; emptyDir?: { sizeLimit?: string } }[])?.some(
      ({ name, emptyDir }) => name === 'tmp' && emptyDir?.sizeLimit !== undefined,
    ),
  ),
  everywhere('no pod gets a token of the API server', isWorkload, `${POD}.automountServiceAccountToken`, equals(false)),
  everywhere(
    'no service account hands one out',
    isKind('ServiceAccount'),
    'automountServiceAccountToken',
    equals(false),
  ),
  everywhere('every workload has a service account of its own', isOurs, `${POD}.serviceAccountName`, (name, object) =>
    isDeepStrictEqual(name, object.metadata.name),
  ),
  everywhere('a start may take a minute', isDeployment, `${CONTAINER}.startupProbe`, (probe) => {
    const { periodSeconds, failureThreshold } = (probe ?? {}) as Record<string, number>;
    return periodSeconds === 2 && failureThreshold === 30;
  }),
  everywhere(
    'whether a process turns is asked every 30 s, with 3 s to answer',
    isDeployment,
    `${CONTAINER}.livenessProbe`,
    equals({ httpGet: { path: '/livez', port: 'http' }, periodSeconds: 30, timeoutSeconds: 3 }),
  ),
  everywhere(
    'a pod that drains is out of its service within 10 s',
    isDeployment,
    `${CONTAINER}.readinessProbe`,
    (probe) => {
      const {
        httpGet,
        periodSeconds = 99,
        failureThreshold = 99,
      } = (probe ?? {}) as Record<string, number> & {
        httpGet?: unknown;
      };
      return periodSeconds * failureThreshold <= 10 && isDeepStrictEqual(httpGet, { path: '/readyz', port: 'http' });
    },
  ),
  everywhere(
    'endpoints forget a pod before it stops',
    isDeployment,
    `${CONTAINER}.lifecycle.preStop.sleep.seconds`,
    within(5, 10),
  ),
  everywhere('CPU and memory are requested', isWorkload, `${CONTAINER}.resources.requests`, (requests) =>
    isDeepStrictEqual(Object.keys((requests ?? {}) as object).sort(), ['cpu', 'memory']),
  ),
  everywhere('memory is limited', isWorkload, `${CONTAINER}.resources.limits.memory`, (limit) => limit !== undefined),
  everywhere(
    'the heap is three quarters of the memory limit',
    isDeployment,
    CONTAINER,
    (container) => {
      const { env, resources } = container as {
        env?: { name: string; value?: string }[];
        resources?: { limits?: { memory?: string } };
      };
      const options = env?.find(({ name }) => name === 'NODE_OPTIONS')?.value;
      const limitMiB = Number.parseInt(resources?.limits?.memory ?? '', 10);
      return options === `--max-old-space-size=${limitMiB * 0.75}`;
    },
    { planted: [{ resources: { limits: { memory: '512Mi' } } }] },
  ),
  everywhere(
    'pods are spread over zones and machines, anew with each version',
    isDeployment,
    `${POD}.topologySpreadConstraints`,
    (spread) => {
      const constraints = (spread ?? []) as { topologyKey: string; matchLabelKeys?: string[] }[];
      return (
        isDeepStrictEqual(
          constraints.map(({ topologyKey }) => topologyKey),
          ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'],
        ) && constraints.every(({ matchLabelKeys }) => isDeepStrictEqual(matchLabelKeys, ['pod-template-hash']))
      );
    },
  ),
  everywhere(
    'what a student waits for goes before batch work',
    isDeployment,
    `${POD}.priorityClassName`,
    equals('learnflow'),
  ),
  everywhere('no variables of other services reach a pod', isWorkload, `${POD}.enableServiceLinks`, equals(false)),
  everywhere('objects carry the labels that tools look for', isDeployment, 'metadata.labels', (labels) =>
    ['name', 'component', 'part-of'].every((label) => `app.kubernetes.io/${label}` in ((labels ?? {}) as object)),
  ),
  {
    says: 'every deployment that serves has a budget for disruption of one pod',
    only: SERVING,
    faults: (objects) =>
      steady(objects)
        .filter(
          ({ metadata }) =>
            !ofKind(objects, 'PodDisruptionBudget').some(
              (budget) =>
                budget.metadata.name === metadata.name &&
                isDeepStrictEqual(valuesAt(budget, 'spec.maxUnavailable'), [1]),
            ),
        )
        .map(({ metadata }) => `${metadata.name} has none`),
    plant: (objects) => remove(objects, 'PodDisruptionBudget'),
  },
  {
    says: 'triage has three pods or more and each tutor that keeps no file two, which an autoscaler with a slow way down decides',
    only: SERVING,
    faults: (objects) =>
      steady(objects)
        .filter((deployment) => !writesLedger(deployment))
        .flatMap((deployment) => {
          const { name } = deployment.metadata;
          const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find((one) => one.metadata.name === name);
          const [least] = valuesAt(scaler, 'spec.minReplicas');
          const [target] = valuesAt(scaler, 'spec.scaleTargetRef.name');
          const [calmSeconds] = valuesAt(scaler, 'spec.behavior.scaleDown.stabilizationWindowSeconds');
          const [fixed] = valuesAt(deployment, 'spec.replicas');
          const isWell =
            scaler?.apiVersion === 'autoscaling/v2' &&
            target === name &&
            Number(least) >= (name === 'triage' ? 3 : 2) &&
            calmSeconds === 300 &&
            fixed === undefined;
          return isWell ? [] : [`${name}: ${JSON.stringify({ least, target, calmSeconds, fixed })}`];
        }),
    plant: (objects) => remove(objects, 'HorizontalPodAutoscaler'),
  },
  {
    says: 'who counts events in a file is one pod at any time, without an autoscaler, on a volume that outlives it',
    faults: (objects) => {
      const counting = ofKind(objects, 'Deployment').filter(writesLedger);
      if (counting.length !== 1) return [`${counting.length} deployments count`];
      return counting.flatMap((deployment) => faultsOfLedger(objects, deployment));
    },
    plant: (objects) => Object.assign(ofKind(objects, 'Deployment').find(writesLedger)?.spec ?? {}, { replicas: 2 }),
  },
];

const argumentsOf = (workload: Manifest) => valuesAt(workload, `${CONTAINER}.args.*`).map(String);

const writesLedger = (workload: Manifest) => argumentsOf(workload).includes('--ledger');

function faultsOfLedger(objects: readonly Manifest[], deployment: Manifest): string[] {
  const { name } = deployment.metadata;
  const [file = ''] = argumentsOf(deployment).slice(argumentsOf(deployment).indexOf('--ledger') + 1);
  const mounts = valuesAt(deployment, `${CONTAINER}.volumeMounts.*`) as { name: string; mountPath: string }[];
  const mount = mounts.find(({ mountPath }) => mountPath === dirname(file));
  const volumes = valuesAt(deployment, `${POD}.volumes.*`) as {
    name: string;
    persistentVolumeClaim?: { claimName: string };
  }[];
  const claim = volumes.find((volume) => volume.name === mount?.name)?.persistentVolumeClaim?.claimName;
  const scalers = valuesAt({ all: ofKind(objects, 'HorizontalPodAutoscaler') }, 'all.*.spec.scaleTargetRef.name');
  return [
    ...(isDeepStrictEqual(valuesAt(deployment, 'spec.replicas'), [1]) ? [] : [`${name} is not one pod`]),
    ...(isDeepStrictEqual(valuesAt(deployment, 'spec.strategy.type'), ['Recreate']) ? [] : [`two ${name} overlap`]),
    ...(scalers.includes(name) ? [`${name} has an autoscaler`] : []),
    ...(ofKind(objects, 'PersistentVolumeClaim').some(({ metadata }) => metadata.name === claim)
      ? []
      : [`${file} of ${name} is gone with its pod`]),
  ];
}

/** Deployments that stay: all but a candidate on trial. */
const steady = (objects: readonly Manifest[]) =>
  ofKind(objects, 'Deployment').filter(({ metadata }) => !metadata.name.endsWith('-candidate'));

function remove(objects: Manifest[], kind: string): void {
  objects.splice(
    objects.findIndex((object) => object.kind === kind),
    1,
  );
}
