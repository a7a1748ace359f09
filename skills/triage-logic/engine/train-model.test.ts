import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { makeTestExamples } from '../../../test/create-examples.ts';
import { evaluatePredictions } from './evaluate-predictions.ts';
import { createLabelPredictor } from './label-predictor.ts';
import { decodeModel, encodeModel } from './model-file.ts';
import { trainModel } from './train-model.ts';

const examples = makeTestExamples();
const model = trainModel(examples, { readsLearnerFeatures: true });
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 6_000 }), fc.lorem());

describe('training a model', () => {
  it('learns an easy set', () => {
    const predict = createLabelPredictor(model);
    const rows = examples.map((example) => ({ ...example, ...predict(example) }));
    assert.ok(evaluatePredictions(rows).accuracy > 0.97);
  });

  it('gives the same bytes for the same examples and seed, and others for another seed', () => {
    const again = encodeModel(trainModel(examples, { readsLearnerFeatures: true }));
    assert.deepEqual(again, encodeModel(model));
    assert.notDeepEqual(encodeModel(trainModel(examples, { readsLearnerFeatures: true, seed: 2 })), again);
  });

  it('answers any string, always alike, with probabilities', () => {
    const predict = createLabelPredictor(model);
    const predictAgain = createLabelPredictor(model);
    fc.assert(
      fc.property(anyText, (text) => {
        const first = { ...predict({ text }) };
        assert.ok(first.confidence >= 0 && first.confidence <= 1);
        assert.ok(first.outOfScope >= 0 && first.outOfScope <= 1);
        assert.deepEqual(predictAgain({ text }), first);
        assert.deepEqual(predict({ text }), first);
      }),
      { numRuns: 200 },
    );
  });

  it('tells of its progress many times a stage, never backwards, whether labels are few or many', () => {
    for (const [count, logisticShare] of [
      [5, 0],
      [5, 0.5],
      [12, 0.5],
    ] as const) {
      const labels = Array.from({ length: count }, (_, at) => `topic${at}x`);
      const told = new Map<string, number[]>();
      trainModel(makeTestExamples(labels, 8), { logisticShare, foldCount: 2 }, (stage, done) => {
        told.set(stage, [...(told.get(stage) ?? []), done]);
      });
      assert.deepEqual([...told.keys()], ['cross-validation', 'training']);
      for (const [stage, shares] of told) {
        assert.deepEqual(
          shares,
          shares.toSorted((a, b) => a - b),
        );
        assert.deepEqual([shares[0], shares.at(-1)], [0, 1]);
        const atMost = Math.max(...shares.slice(1).map((share, at) => share - (shares[at] as number)));
        assert.ok(new Set(shares).size >= 4 && atMost < 0.9, `${count} labels, ${stage}: ${shares}`);
      }
    }
  });

  it('learns two labels, and two hundred', () => {
    for (const count of [2, 200]) {
      const labels = Array.from({ length: count }, (_, at) => `topic${at}x`);
      const wide = trainModel(makeTestExamples(labels, 4), { foldCount: 2, logisticEpochs: 4 });
      const predict = createLabelPredictor(wide);
      assert.equal(predict({ text: `${labels[1]} list` }).bestInScope, labels[1]);
      assert.equal(wide.hasOutOfScopeColumn, false);
    }
  });

  it('gives out-of-scope examples a column of their own once there are a hundred', () => {
    assert.equal(model.hasOutOfScopeColumn, false);
    const more = [
      ...makeTestExamples(['concept_explanation', 'code_review']),
      ...makeTestExamples(['out_of_scope'], 120),
    ];
    const wide = trainModel(more, { foldCount: 2 });
    assert.equal(wide.hasOutOfScopeColumn, true);
    assert.equal(createLabelPredictor(wide)({ text: 'thank you for the tip, bye' }).answer, 'out_of_scope');
  });

  it('takes the name of a label for one more example of it, where there are few', () => {
    const rows = ['card_arrival', 'cashWithdrawal'].flatMap((label, number) =>
      [1, 2, 3].map((one) => ({ text: `message ${number}${one}`, label, isOutOfScope: false })),
    );
    const predict = createLabelPredictor(trainModel(rows, { foldCount: 2 }));
    assert.equal(predict({ text: 'arrival' }).bestInScope, 'card_arrival');
    assert.equal(predict({ text: 'withdrawal of cash' }).bestInScope, 'cashWithdrawal');
  });

  it('fits the thresholds to rows of split val where there are any', () => {
    const rows = [...examples, ...makeTestExamples(['code_review'], 3).map((row) => ({ ...row, split: 'val' }))];
    assert.equal(trainModel(rows, { foldCount: 2 }).provenance.validationCount, 3);
  });

  it('never learns the wrong way round what there is but little of', () => {
    for (const each of [1, 2, 3, 5]) {
      const rows = makeTestExamples(['code_review', 'syntax_help'], each);
      const predict = createLabelPredictor(trainModel(rows, { fitsMerge: true, logisticShare: 0 }));
      for (const { text, label } of rows)
        assert.equal(predict({ text }).bestInScope, label, `${each} of each: ${text}`);
    }
  });

  it('refuses what cannot be learnt, and says why', () => {
    assert.throws(() => trainModel(makeTestExamples(['code_review'])), /one label only, "code_review"/);
    assert.throws(() => trainModel(makeTestExamples(['out_of_scope'])), /no label in scope/);
    const strange = makeTestExamples(['strange'], 1).map((row) => ({ ...row, split: 'val' }));
    assert.throws(
      () => trainModel([...examples, ...strange]),
      /label "strange" has examples in split val, none to train/,
    );
  });
});

describe('a model file', () => {
  const bytes = encodeModel(model);

  it('holds all of the model', () => {
    const read = decodeModel(Buffer.from(bytes));
    assert.deepEqual(encodeModel(read), bytes);
    const [before, after] = [createLabelPredictor(model), createLabelPredictor(read)];
    for (const { text } of examples) assert.deepEqual(after({ text }), before({ text }));
  });

  it('is refused when it is cut short anywhere', () => {
    for (const length of [4, 15, 16, 200, bytes.length - 1]) {
      assert.throws(() => decodeModel(bytes.subarray(0, length)), /cut short/);
    }
  });

  it('is refused when its header is none, even under a checksum that holds', () => {
    const length = Buffer.from(bytes).readUInt32LE(8);
    const header = Buffer.from(bytes.subarray(16, 16 + length)).toString();
    const withHeader = (json: string): Buffer => {
      const file = Buffer.concat([bytes.subarray(0, 16), Buffer.from(json), bytes.subarray(16 + length)]);
      file.writeUInt32LE(Buffer.byteLength(json), 8);
      file.writeUInt32LE(file.length, 12);
      file.writeUInt32LE(crc32(file.subarray(0, -4)), file.length - 4);
      return file;
    };
    assert.deepEqual(decodeModel(withHeader(header)).labels, model.labels);
    const { labels } = JSON.parse(header);
    for (const wrong of [
      '',
      '{oops',
      'null',
      '[]',
      ...[
        { labels: undefined },
        { labels: 'abc' },
        { labels: labels.map((_: string, at: number) => at) },
        { wordShare: undefined },
        { wordShare: 5 },
        { calibration: undefined },
        { calibration: {} },
      ].map((change) => JSON.stringify({ ...JSON.parse(header), ...change })),
    ]) {
      assert.throws(() => decodeModel(withHeader(wrong)), /damaged: its header/, wrong.slice(0, 200));
    }
  });

  it('is refused when it is no model, of another version, damaged, or too long', () => {
    assert.throws(() => decodeModel(new Uint8Array()), /not a LearnFlow model file/);
    assert.throws(() => decodeModel(Buffer.from('PK\u0003\u0004 something else')), /not a LearnFlow model file/);
    const other = bytes.slice();
    other[4] = 99;
    assert.throws(() => decodeModel(other), /format version 99, this program reads version 2/);
    const damaged = bytes.slice();
    damaged[bytes.length - 100] = (damaged[bytes.length - 100] as number) ^ 1;
    assert.throws(() => decodeModel(damaged), /checksum/);
    assert.throws(() => decodeModel(Buffer.concat([bytes, Buffer.from([0])])), /1 bytes longer/);
  });
});
