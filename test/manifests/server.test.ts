import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missingPart } from '../stack/build-part.ts';
import { CRDS, KUSTOMIZE } from '../stack/parts.ts';
import { missingKubernetes, startKubernetes, type TestKubernetes } from '../stack/start-kubernetes.ts';
import { describeManifest, type Manifest, ofKind } from './manifest.ts';
import { MISSPELLINGS, misspell } from './misspellings.ts';
import { copyDeployment, OVERLAYS, type Overlay, renderOverlay } from './render-overlay.ts';
import { applyDefinitions, createSubmitter, podsOf, type Submitter } from './submit.ts';

const skip = missingPart(KUSTOMIZE) ?? missingPart(CRDS) ?? missingKubernetes();

/** What others refer to, and every overlay has alike. */
const KEPT: readonly string[] = ['Namespace', 'PriorityClass'];

describe('a real API server', { skip }, () => {
  const deployment = copyDeployment();
  const objects = {} as Record<Overlay, Manifest[]>;
  let kubernetes: TestKubernetes;
  let submitter: Submitter;
  before(async () => {
    for (const overlay of OVERLAYS) objects[overlay] = renderOverlay(deployment.folder, overlay);
    kubernetes = await startKubernetes();
    submitter = createSubmitter(kubernetes);
    const definitions = await applyDefinitions(kubernetes, submitter);
    assert.ok(definitions >= 30, `only ${definitions} definitions were read`);
    // The rest is sent into a namespace that enforces.
    for (const object of ofKind(objects.production, ...KEPT)) await submitter.keep(object);
  });
  after(async () => {
    await kubernetes?.stop();
    deployment.remove();
  });

  for (const overlay of OVERLAYS) {
    it(`takes every object of ${overlay}`, async (t) => {
      const others = objects[overlay].filter(({ kind }) => !KEPT.includes(kind));
      assert.ok(others.length > 30, `only ${others.length} objects were rendered`);
      const refusals = await Promise.all(others.map((object) => submitter.refusal(object)));
      assert.deepEqual(
        refusals.filter((refusal) => refusal !== undefined),
        [],
      );
      t.diagnostic(`${others.length} objects`);
    });

    it(`takes every pod of ${overlay} in its restricted namespace`, async () => {
      const pods = podsOf(objects[overlay]);
      assert.ok(pods.length >= 7, `only ${pods.length} pods`);
      const refusals = await Promise.all(pods.map((pod) => submitter.refusal(pod)));
      assert.deepEqual(
        refusals.filter((refusal) => refusal !== undefined),
        [],
      );
    });
  }

  it('refuses a pod that the namespace does not allow', async () => {
    for (const pod of podsOf(objects.production)) {
      const root = structuredClone(pod);
      Object.assign((root.spec as { securityContext: object }).securityContext, { runAsUser: 0 });
      assert.match((await submitter.refusal(root)) ?? '', /PodSecurity "restricted/, describeManifest(pod));
    }
  });

  for (const slip of MISSPELLINGS) {
    it(`refuses ${slip.as} in ${slip.kind} ${slip.name}`, async () => {
      const refusal = await submitter.refusal(misspell(objects.production, slip));
      assert.match(refusal ?? '', new RegExp(`unknown field "[^"]*${slip.as}"`));
    });
  }
});
