import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missingPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import { ALL_RULES } from './all-rules.ts';
import { LANGUAGE_MODEL_RULES } from './language-model-rules.ts';
import { type Manifest, withScheduledJobs } from './manifest.ts';
import { copyDeployment, OVERLAYS, renderOverlay, useOfferedComponents } from './render-overlay.ts';
import { type Rule, SERVING } from './rule.ts';

const skip = missingPart(KUSTOMIZE);

/** Tests that rendered objects keep every rule, and that each rule would see its planted fault. */
function testRules(rules: readonly Rule[], render: () => Manifest[]): void {
  let objects: Manifest[];
  before(() => {
    objects = withScheduledJobs(render());
  });
  for (const { says, faults, plant } of rules) {
    it(says, () => {
      assert.deepEqual(faults(objects), []);
      const broken = structuredClone(objects);
      plant(broken);
      assert.notDeepEqual(faults(broken), [], 'the planted fault is not seen');
    });
  }
}

for (const overlay of OVERLAYS) {
  const rules = ALL_RULES.filter(({ only }) => only?.includes(overlay) !== false);
  describe(`manifests: ${overlay}`, { skip }, () => {
    const deployment = copyDeployment();
    after(deployment.remove);
    testRules(rules, () => renderOverlay(deployment.folder, overlay));
  });
  if (!SERVING.includes(overlay)) continue;
  describe(`manifests: ${overlay} with every component that is offered`, { skip }, () => {
    const deployment = copyDeployment();
    after(deployment.remove);
    testRules([...rules, ...LANGUAGE_MODEL_RULES], () => {
      assert.deepEqual(useOfferedComponents(deployment.folder), ['language-model']);
      return renderOverlay(deployment.folder, overlay);
    });
  });
}

describe('a school with flags of its own', { skip }, () => {
  it('keeps every rule, and its own flags', () => {
    const deployment = copyDeployment();
    after(deployment.remove);
    const file = join(deployment.folder, 'kubernetes/overlays/production/flags.json');
    const flags = JSON.parse(readFileSync(file, 'utf8'));
    flags.flags['response-caching'].defaultVariant = 'on';
    writeFileSync(file, JSON.stringify(flags));
    const objects = withScheduledJobs(renderOverlay(deployment.folder, 'production'));
    const rules = ALL_RULES.filter(({ only }) => only?.includes('production') !== false);
    assert.deepEqual(
      rules.flatMap(({ faults }) => faults(objects)),
      [],
    );
    assert.match(JSON.stringify(objects), /response-caching[^}]*\},\\"defaultVariant\\":\\"on/);
  });
});
