/** One object as it would be sent to Kubernetes: only what every object has is typed. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, unknown>>;
  };
  readonly [field: string]: unknown;
}

export function describeManifest({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

export const ofKind = (objects: readonly Manifest[], ...kinds: readonly string[]): Manifest[] =>
  objects.filter(({ kind }) => kinds.includes(kind));

/** The objects, with a job for each that a schedule makes, as it would make it. */
export const withScheduledJobs = (objects: readonly Manifest[]): Manifest[] => [
  ...objects,
  ...ofKind(objects, 'CronJob').map(({ apiVersion, metadata, spec }) => {
    const { jobTemplate } = spec as { jobTemplate: { spec: object } };
    return { apiVersion, kind: 'Job', metadata, spec: jobTemplate.spec };
  }),
];

/**
 * What stands at a path, dots between its steps; `*` is every element of a list or of an object. A step that is not there
 * gives one `undefined`, so that what is missing is seen.
 */
export function valuesAt(value: unknown, path: string): unknown[] {
  if (path === '') return [value];
  const [step = '', ...rest] = path.split('.');
  const inside = (value ?? {}) as Record<string, unknown>;
  const next = step === '*' ? Object.values(inside) : [inside[step]];
  return (next.length === 0 ? [undefined] : next).flatMap((one) => valuesAt(one, rest.join('.')));
}

/** Puts something at the first place that a path names, for tests that plant a fault. */
export function plantAt(object: unknown, path: string, value: unknown): void {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let inside = object as Record<string, unknown>;
  for (const step of steps) inside = inside[step === '*' ? (Object.keys(inside)[0] ?? '') : step] as typeof inside;
  if (value === undefined) delete inside[last];
  else inside[last] = value;
}
