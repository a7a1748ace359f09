import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { SHIPPED_MODEL_URL } from '../../skills/triage-logic/shipped-model.ts';
import { changeModel, makeStubbornModel } from '../../test/create-models.ts';
import { createReleasedModels, isInShare } from './released-models.ts';
import { readShippedModel, readTrainedModel, type TrainedModel } from './trained-model.ts';

const students = Array.from({ length: 20_000 }, (_, index) => `student-${index}`);
const chosenAt = (percent: number, modelId = 'm1') => students.filter((id) => isInShare(modelId, id, percent));
const ON = { on: { 'ml-classifier': true } } as never;
const OFF = { on: { 'ml-classifier': false } } as never;
const query = { query: 'What is the difference between a list and a tuple?', removed: {}, suspicions: [] };

describe('the share of a candidate', () => {
  it('is what was asked for, and the same students each time', () => {
    const quarter = chosenAt(25);
    assert.ok(quarter.length > 4_800 && quarter.length < 5_200, `${quarter.length} of 20,000`);
    assert.deepEqual(chosenAt(25), quarter);
  });

  it('grows by students, and loses none of those it had', () => {
    const half = new Set(chosenAt(50));
    assert.ok(chosenAt(10).every((id) => half.has(id)));
  });

  it('is nobody at 0 and everybody at 100', () => {
    assert.deepEqual([chosenAt(0).length, chosenAt(100).length], [0, students.length]);
  });

  it('falls on other students for another model', () => {
    const first = new Set(chosenAt(25));
    const both = chosenAt(25, 'm2').filter((id) => first.has(id)).length;
    assert.ok(both < 1_600, `${both} are in both quarters`);
  });
});

describe('the models in use', () => {
  const stubborn = readTrainedModel(makeStubbornModel('code_review'));

  it('decide by the hand-written rules while ml-classifier is off, candidate or not', () => {
    const models = createReleasedModels(readShippedModel());
    models.use({ active: stubborn, candidate: { model: stubborn, percent: 100 } });
    const { decided_by, model_id } = models.detect(query, OFF, 'ada');
    assert.deepEqual([decided_by, model_id], ['rules', undefined]);
  });

  it('cost nobody an answer when the candidate breaks', () => {
    const broken: TrainedModel = {
      ...stubborn,
      detect() {
        throw new Error('no weights');
      },
    };
    const failures: unknown[] = [];
    const shipped = readShippedModel();
    const models = createReleasedModels(shipped, (modelId, error) => failures.push([modelId, error]));
    models.use({ active: shipped, candidate: { model: broken, percent: 100 } });
    assert.equal(models.detect(query, ON, 'ada').model_id, shipped.modelId);
    assert.equal(models.compare(query), undefined);
    assert.equal(failures.length, 2);
  });

  for (const [how, detect] of [
    [
      'throws',
      () => {
        throw new Error('no weights');
      },
    ],
    [
      'has no confidence',
      (...asked: Parameters<TrainedModel['detect']>) => ({ ...stubborn.detect(...asked), confidence: Number.NaN }),
    ],
  ] as const) {
    it(`cost nobody an answer when the active one ${how}: that of the build decides`, () => {
      const shipped = readShippedModel();
      const broken: string[] = [];
      const models = createReleasedModels(shipped, (modelId) => broken.push(modelId));
      models.use({ active: { ...stubborn, detect }, candidate: { model: shipped, percent: 0 } });
      assert.equal(models.detect(query, ON, 'ada').model_id, shipped.modelId);
      assert.equal(models.compare(query), undefined);
      assert.deepEqual(broken, [stubborn.modelId, stubborn.modelId]);
    });
  }
});

describe('a model file', () => {
  it('has an id made of its bytes, and says what it was trained on', () => {
    const shipped = readTrainedModel(readFileSync(SHIPPED_MODEL_URL));
    assert.equal(readTrainedModel(readFileSync(SHIPPED_MODEL_URL)).modelId, shipped.modelId);
    assert.notEqual(readTrainedModel(makeStubbornModel('code_review')).modelId, shipped.modelId);
    assert.ok(shipped.facts.examples > 1_000 && shipped.facts.labels.length === 5);
  });

  it('is refused when an intent of ours is missing, or its answers are none', () => {
    const fewer = changeModel(({ labels }) => ({
      labels: labels.map((label, at) => (at === 0 ? 'syntax_help' : label)),
    }));
    assert.throws(() => readTrainedModel(fewer), /other intents: it does not know code_review/);
    const without = changeModel(({ biases }) => ({ biases: biases.map(() => Number.NaN) }));
    assert.throws(() => readTrainedModel(without), /biases are not all numbers/);
  });

  it('is refused when nobody could be shown what it is, or its weights are no numbers', () => {
    const say = (provenance: object) =>
      changeModel((model) => ({ provenance: { ...model.provenance, ...provenance } }));
    assert.throws(() => readTrainedModel(say({ exampleCount: 'many' })), /does not say what it is: examples of its/);
    assert.throws(() => readTrainedModel(say({ metrics: { accuracy: 'good' } })), /does not say what it is: metrics/);
    assert.throws(() => readTrainedModel(changeModel(() => ({ provenance: {} as never }))), /does not say what it is/);
    for (const route of [Number.NaN, 'high']) {
      const strange = changeModel(({ calibration }) => ({
        calibration: { ...calibration, thresholds: { ...calibration.thresholds, route: route as number } },
      }));
      assert.throws(() => readTrainedModel(strange), /route_threshold of its facts/);
    }
    const weightless = changeModel(({ learnerWeights }) => ({
      learnerWeights: learnerWeights.map((_, at) => (at === 0 ? Number.NaN : 0)),
    }));
    assert.throws(() => readTrainedModel(weightless), /learnerWeights are not all numbers/);
  });
});
