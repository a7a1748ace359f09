import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missingPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import { ALL_RULES } from './all-rules.ts';
import type { Manifest } from './manifest.ts';
import { copyDeployment, OVERLAYS, renderOverlay } from './render-overlay.ts';

const skip = missingPart(KUSTOMIZE);

for (const overlay of OVERLAYS) {
  describe(`manifests: ${overlay}`, { skip }, () => {
    const deployment = copyDeployment();
    let objects: Manifest[];
    before(() => {
      objects = renderOverlay(deployment.folder, overlay);
    });
    after(deployment.remove);

    for (const { says, faults, plant, only } of ALL_RULES) {
      if (only?.includes(overlay) === false) continue;
      it(says, () => {
        assert.deepEqual(faults(objects), []);
        const broken = structuredClone(objects);
        plant(broken);
        assert.notDeepEqual(faults(broken), [], 'the planted fault is not seen');
      });
    }
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
    const objects = renderOverlay(deployment.folder, 'production');
    const rules = ALL_RULES.filter(({ only }) => only?.includes('production') !== false);
    assert.deepEqual(
      rules.flatMap(({ faults }) => faults(objects)),
      [],
    );
    assert.match(JSON.stringify(objects), /response-caching[^}]*\},\\"defaultVariant\\":\\"on/);
  });
});
