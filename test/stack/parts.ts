import { goPart, type Part } from './build-part.ts';
import { KAFKA } from './start-kafka.ts';

/** Dapr's sidecar and its certificate authority, `daprd` and `sentry`. */
export const DAPR = goPart('daprd');

/** Renders the manifests. */
export const KUSTOMIZE = goPart('kustomize');

/** API server, controller manager and kubectl, in one program `kubernetes`. */
export const KUBERNETES = goPart('kubernetes');

/** Puts Dapr's sidecar into pods, as in a cluster. */
export const DAPR_INJECTOR = goPart('dapr-injector');

/** What Dapr, Kong, the Prometheus operator and the Gateway API add to an API server: a folder of definitions each. */
export const CRDS: Part = { name: 'crds', tools: ['go'], command: (into) => ['sh', 'collect.sh', into] };

/** Takes traces, and hands them on as JSON. */
export const COLLECTOR = goPart('collector');

/** The files of a base image in the shape of the official Node image. Only the check of our image needs it. */
export const NODE_BASE: Part = {
  name: 'node-base',
  tools: ['mmdebstrap', 'npm'],
  command: (into) => ['sh', 'build.sh', into],
};

/** Everything that is built, one row each: `npm run stack` builds what the machine has the tools for. */
export const PARTS = [KAFKA, DAPR, KUSTOMIZE, KUBERNETES, CRDS, DAPR_INJECTOR, COLLECTOR];
