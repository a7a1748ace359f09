import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Model } from '../../skills/triage-logic/engine/model.ts';
import { changeModel } from '../create-models.ts';
import { createTokens } from '../create-tokens.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** The shipped model with a part of its provenance said otherwise. */
const saying = (changes: object) => (model: Model) =>
  ({ provenance: { ...model.provenance, ...changes } }) as unknown as Partial<Model>;
/** The shipped model with the weight of one sign of learners, seen in few messages, changed: the message it is tried with has none. */
const weighing = (weight: number) => (model: Model) => {
  const learnerWeights = model.learnerWeights.slice();
  learnerWeights[0] = weight;
  return { learnerWeights };
};

/** Files whose checksum is right, by somebody who means harm. */
const HOSTILE: Readonly<Record<string, (model: Model) => Partial<Model>>> = {
  'a weight that is no number': weighing(Number.NaN),
  'a weight without end': weighing(Number.POSITIVE_INFINITY),
  'a weight that makes sums without end': weighing(3e38),
  'a number of examples that is a text': saying({ exampleCount: '\u001b[2J' }),
  'a number of examples below nothing': saying({ exampleCount: -5 }),
  'a digest that is an object': saying({ examplesDigest: { a: 1 } }),
  'a digest of five million characters': saying({ examplesDigest: 'x'.repeat(5_000_000) }),
  'a measure that is a text': saying({ metrics: { accuracy: '\u001b[31m' } }),
  'two hundred thousand measures': saying({
    metrics: Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`m${index}`, index])),
  }),
  'no limits': ({ calibration }) => ({ calibration: { ...calibration, thresholds: null as never } }),
  'a limit that is a text': ({ calibration }) => ({
    calibration: { ...calibration, thresholds: { ...calibration.thresholds, route: '0.5' as never } },
  }),
  'a share of more than all': () => ({ wordShare: 1e300 }),
  'one label twice': ({ labels }) => ({ labels: [...labels.slice(1), labels[1] as string] }),
};

describe('models that attack', () => {
  let service: TestService;
  let operator: string;
  before(async () => {
    service = await startService();
    operator = await (await createTokens(service.dataDir))('root', 'operator');
  });
  after(() => service.stop());

  for (const [what, change] of Object.entries(HOSTILE)) {
    it(`are refused, and the others can be seen as before: ${what}`, async () => {
      const response = await fetch(`${service.url}/api/v1/models`, {
        method: 'POST',
        headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/octet-stream' },
        body: Buffer.from(changeModel(change)),
      });
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      assert.deepEqual([response.status, code], [422, 'MODEL_REFUSED']);
      assert.doesNotMatch(detail, /undefined|null|not a function/);
      const { status, json } = await call(service, '/api/v1/models', { token: operator });
      assert.deepEqual([status, json.models.length], [200, 1]);
    });
  }
});
