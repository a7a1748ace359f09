import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { missingPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import { copyDeployment, EXAMPLE_INPUTS, type Overlay, readInputNames, renderOverlay } from './render-overlay.ts';

/** Renders with some answers changed. @returns what kustomize says against it, or undefined */
function refusalOf(overlay: Overlay, inputs: typeof EXAMPLE_INPUTS, spoil = (_folder: string) => {}) {
  const deployment = copyDeployment(inputs);
  try {
    spoil(deployment.folder);
    renderOverlay(deployment.folder, overlay);
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    deployment.remove();
  }
}

for (const overlay of ['production', 'canary'] as const) {
  describe(`inputs of ${overlay}`, { skip: missingPart(KUSTOMIZE) }, () => {
    const answers = EXAMPLE_INPUTS[overlay] ?? {};

    it('are asked for and used, each of them', () => {
      assert.deepEqual(readInputNames(overlay).sort(), Object.keys(answers).sort());
      const deployment = copyDeployment();
      after(deployment.remove);
      const rendered = JSON.stringify(renderOverlay(deployment.folder, overlay));
      assert.deepEqual(
        Object.values(answers).filter((answer) => !rendered.includes(answer)),
        [],
      );
    });

    it('are never sent to a cluster themselves', () => {
      const deployment = copyDeployment();
      after(deployment.remove);
      const names = renderOverlay(deployment.folder, overlay).map(({ metadata }) => metadata.name);
      assert.deepEqual(
        names.filter((name) => name.endsWith('inputs')),
        [],
      );
    });

    it('stop the rendering while the file is missing', () => {
      const remove = (folder: string) => rmSync(join(folder, 'kubernetes/overlays', overlay, 'inputs.env'));
      assert.match(refusalOf(overlay, EXAMPLE_INPUTS, remove) ?? '', /inputs\.env/);
    });

    for (const name of Object.keys(answers)) {
      it(`stop the rendering while ${name} is empty`, () => {
        const inputs = { ...EXAMPLE_INPUTS, [overlay]: { ...answers, [name]: '' } };
        assert.match(refusalOf(overlay, inputs) ?? '', /out of bounds/);
      });
    }
  });
}
