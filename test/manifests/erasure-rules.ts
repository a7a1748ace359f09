import { dirname } from 'node:path';
import { describeManifest, type Manifest, ofKind, plantAt, valuesAt } from './manifest.ts';
import { type Rule, SERVING } from './rule.ts';

const POD = 'spec.jobTemplate.spec.template.spec';

/** Where the list of who was erased is kept: without it a database that was put back brings students back. */
export const ERASURE_RULES: readonly Rule[] = [
  {
    says: 'who was erased is written down every hour, by one at a time, on a volume that outlives its pod',
    only: SERVING,
    faults: (objects) => {
      const writing = ofKind(objects, 'CronJob').filter((one) => argumentsOf(one)[0] === 'erasures');
      if (writing.length !== 1) return [`${writing.length} write the list`];
      return writing.flatMap((one) => [
        ...(/^\d+ \* \* \* \*$/.test(String(valuesAt(one, 'spec.schedule')[0]))
          ? []
          : ['it is not written every hour']),
        ...(valuesAt(one, 'spec.concurrencyPolicy')[0] === 'Forbid' ? [] : ['two may write it at once']),
        ...(hasLastingFile(objects, one) ? [] : [`${describeManifest(one)} writes it where it is lost`]),
      ]);
    },
    plant: (objects) => plantAt(ofKind(objects, 'CronJob')[0], `${POD}.volumes.1`, { name: 'erasures', emptyDir: {} }),
  },
];

const argumentsOf = (job: Manifest) => valuesAt(job, `${POD}.containers.0.args.*`).map(String);

function hasLastingFile(objects: readonly Manifest[], job: Manifest): boolean {
  const args = argumentsOf(job);
  const folder = dirname(args[args.indexOf('--into') + 1] ?? '');
  const mounts = valuesAt(job, `${POD}.containers.0.volumeMounts.*`) as { name: string; mountPath: string }[];
  const volumes = valuesAt(job, `${POD}.volumes.*`) as {
    name: string;
    persistentVolumeClaim?: { claimName: string };
  }[];
  const mount = mounts.find(({ mountPath }) => mountPath === folder);
  const claim = volumes.find(({ name }) => name === mount?.name)?.persistentVolumeClaim?.claimName;
  return ofKind(objects, 'PersistentVolumeClaim').some(({ metadata }) => metadata.name === claim);
}
