import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { requirePart } from '../stack/build-part.ts';
import { CRDS } from '../stack/parts.ts';
import type { TestKubernetes } from '../stack/start-kubernetes.ts';
import { describeManifest, type Manifest, ofKind, valuesAt, withScheduledJobs } from './manifest.ts';
import { parseManifests } from './render-overlay.ts';

/** Sends objects to an API server as it would be asked to keep them. */
export interface Submitter {
  /** @returns what the server refuses: one sentence, or undefined when it takes the object. Nothing is kept. */
  refusal(object: Manifest): Promise<string | undefined>;
  /** Has the server keep the object. @throws {Error} with its words when it refuses */
  keep(object: Manifest): Promise<void>;
}

/** Knows the server's kinds, which are asked for once each. */
export function createSubmitter(kubernetes: TestKubernetes): Submitter {
  const kinds = new Map<string, Promise<ReadonlyMap<string, Resource>>>();
  const resourcesOf = (apiVersion: string) => {
    const known = kinds.get(apiVersion) ?? readResources(kubernetes, apiVersion);
    kinds.set(apiVersion, known);
    return known;
  };
  const post = async (object: Manifest, options: string) => {
    const resource = (await resourcesOf(object.apiVersion)).get(object.kind);
    if (resource === undefined) return `${object.apiVersion} has no kind ${object.kind}`;
    const within = resource.namespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
    const path = `${groupPath(object.apiVersion)}${within}/${resource.name}?fieldValidation=Strict${options}`;
    const { status, body } = await kubernetes.call('POST', path, object);
    return status < 300
      ? undefined
      : `${describeManifest(object)}: ${(body as { message?: string }).message ?? status}`;
  };
  return {
    refusal: (object) => post(object, '&dryRun=All'),
    async keep(object) {
      const refusal = await post(object, '');
      if (refusal !== undefined) throw new Error(refusal);
    },
  };
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const groupPath = (apiVersion: string) => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

async function readResources(kubernetes: TestKubernetes, apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
  const { body } = await kubernetes.call('GET', groupPath(apiVersion));
  const resources = ((body as { resources?: Resource[] }).resources ?? []).filter(({ name }) => !name.includes('/'));
  return new Map(resources.map((resource) => [resource.kind, resource]));
}

/** Teaches a server the kinds of Dapr, Kong, the Prometheus operator and the Gateway API. @returns how many */
export async function applyDefinitions(kubernetes: TestKubernetes, submitter: Submitter): Promise<number> {
  const folder = requirePart(CRDS);
  const files = globSync('*/*.yaml', { cwd: folder });
  const definitions = files.flatMap((file) => parseManifests(readFileSync(join(folder, file), 'utf8')));
  for (const definition of definitions) await submitter.keep(definition);
  for (const { metadata } of definitions) await waitUntilServed(kubernetes, metadata.name);
  return definitions.length;
}

async function waitUntilServed(kubernetes: TestKubernetes, name: string): Promise<void> {
  for (;;) {
    const { body } = await kubernetes.call('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
    const conditions = valuesAt(body, 'status.conditions.*') as { type?: string; status?: string }[];
    if (conditions.some((one) => one?.type === 'Established' && one.status === 'True')) return;
    await wait(50);
  }
}

/** The pods that workloads would make: Pod Security is enforced on pods alone. */
export function podsOf(objects: readonly Manifest[]): Manifest[] {
  return ofKind(withScheduledJobs(objects), 'Deployment', 'StatefulSet', 'Job').map(({ metadata, spec }) => {
    const { template, volumeClaimTemplates = [] } = spec as {
      template: { metadata?: object; spec: { volumes?: object[] } };
      volumeClaimTemplates?: Manifest[];
    };
    const own = { ...template.metadata, name: metadata.name, namespace: metadata.namespace ?? 'default' };
    const claims = volumeClaimTemplates.map((claim) => ({ name: claim.metadata.name, emptyDir: {} }));
    const volumes = [...(template.spec.volumes ?? []), ...claims];
    return { apiVersion: 'v1', kind: 'Pod', metadata: own, spec: { ...template.spec, volumes } };
  });
}
