import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missingPart } from '../stack/build-part.ts';
import { CRDS, DAPR_INJECTOR, KUSTOMIZE } from '../stack/parts.ts';
import { missingKubernetes, startKubernetes, type TestKubernetes } from '../stack/start-kubernetes.ts';
import { injectSidecars, sidecarFlags } from './inject-sidecars.ts';
import { describeManifest, type Manifest, ofKind } from './manifest.ts';
import { MISSPELLINGS, misspell } from './misspellings.ts';
import { copyDeployment, OVERLAYS, renderOverlay, useOfferedComponents } from './render-overlay.ts';
import { applyDefinitions, createSubmitter, podsOf, type Submitter } from './submit.ts';

const skip = missingPart(KUSTOMIZE) ?? missingPart(CRDS) ?? missingPart(DAPR_INJECTOR) ?? missingKubernetes();

/** With every component that production offers and does not use: the canary holds all of production. */
const ALL_COMPONENTS = 'canary with every component';
const SENT = [...OVERLAYS, ALL_COMPONENTS] as const;

/** What others refer to, and every overlay has alike. */
const KEPT: readonly string[] = ['Namespace', 'PriorityClass'];

describe('a real API server', { skip }, () => {
  const deployment = copyDeployment();
  const withComponents = copyDeployment();
  const objects = {} as Record<(typeof SENT)[number], Manifest[]>;
  let kubernetes: TestKubernetes;
  let submitter: Submitter;
  before(async () => {
    for (const overlay of OVERLAYS) objects[overlay] = renderOverlay(deployment.folder, overlay);
    assert.ok(useOfferedComponents(withComponents.folder).length > 0, 'no component is offered');
    objects[ALL_COMPONENTS] = renderOverlay(withComponents.folder, 'canary');
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
    withComponents.remove();
  });

  for (const overlay of SENT) {
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

  it('takes every pod with the sidecar that Dapr puts in, where that drops its capabilities', async () => {
    const pods = podsOf(objects.production).filter(({ metadata }) => metadata.annotations !== undefined);
    assert.equal(pods.length, 6);
    const injected = injectSidecars(pods, true);
    const refusals = await Promise.all(injected.map((pod) => submitter.refusal(pod)));
    assert.deepEqual(
      refusals.filter((refusal) => refusal !== undefined),
      [],
    );
    // With the chart's defaults it would not.
    for (const pod of injectSidecars(pods, false)) {
      assert.match((await submitter.refusal(pod)) ?? '', /unrestricted capabilities.*daprd/s);
    }
  });

  it('starts each sidecar with what the annotations say', () => {
    for (const pod of injectSidecars(podsOf(objects.production).slice(0, 6), true)) {
      const flags = sidecarFlags(pod);
      const isTriage = pod.metadata.name === 'triage';
      assert.equal(flags['--app-id'], isTriage ? 'triage-service' : pod.metadata.name);
      assert.equal(flags['--app-port'], '8080');
      assert.equal(flags['--config'], isTriage ? 'triage' : 'agent');
      assert.equal(flags['--app-health-check-path'], '/livez');
      assert.equal(flags['--dapr-block-shutdown-duration'], isTriage ? '25s' : '15s');
      assert.equal(flags['--dapr-graceful-shutdown-seconds'], '5');
    }
  });

  for (const slip of MISSPELLINGS) {
    it(`refuses ${slip.as} in ${slip.kind} ${slip.name}`, async () => {
      const refusal = await submitter.refusal(misspell(objects.production, slip));
      assert.match(refusal ?? '', new RegExp(`unknown field "[^"]*${slip.as}"`));
    });
  }
});
