import { describeManifest, type Manifest, plantAt, valuesAt } from './manifest.ts';
import type { Overlay } from './render-overlay.ts';

/** One thing that holds for what is sent to a cluster, with a fault that it would catch. */
export interface Rule {
  readonly says: string;
  /** What breaks it, one sentence each. */
  readonly faults: (objects: readonly Manifest[]) => string[];
  /** Breaks it. */
  readonly plant: (objects: Manifest[]) => void;
  /** Where it holds, where not everywhere. */
  readonly only?: readonly Overlay[];
}

/** Where a school is served: more is asked of these than of a trial on one machine. */
export const SERVING: readonly Overlay[] = ['production', 'canary'];

/** A rule over every object of a kind (at least one), at one path; its planted fault is that path gone, or `planted` there. */
export function everywhere(
  says: string,
  of: (object: Manifest) => boolean,
  path: string,
  holds: (value: unknown, object: Manifest) => boolean,
  { only, planted }: { readonly only?: readonly Overlay[]; readonly planted?: unknown } = {},
): Rule {
  return {
    says,
    faults(objects) {
      const looked = objects.filter(of);
      if (looked.length === 0) return ['nothing to look at'];
      return looked.flatMap((object) =>
        valuesAt(object, path)
          .filter((value) => !holds(value, object))
          .map((value) => `${describeManifest(object)}: ${path} is ${JSON.stringify(value)}`),
      );
    },
    plant: (objects) => plantAt(objects.find(of), path, planted),
    ...(only !== undefined && { only }),
  };
}

export const isKind =
  (...kinds: readonly string[]) =>
  ({ kind }: Manifest) =>
    kinds.includes(kind);
