// Fails when the engine falls below a floor of engine-floors.json: on authors of ours that were held out of training, and,
// where the evaluation data was brought along, on real messages and on the public corpora.
//   node bench/gate-engine.ts
import { readFileSync } from 'node:fs';
import { createDetector } from '../skills/triage-logic/detect-intent.ts';
import { assignFolds } from '../skills/triage-logic/engine/cross-validate.ts';
import { evaluatePredictions } from '../skills/triage-logic/engine/evaluate-predictions.ts';
import { type Example, readExamples } from '../skills/triage-logic/engine/example.ts';
import { predictExamples } from '../skills/triage-logic/predict-examples.ts';
import { createDistressAlarm, createDistressRecogniser } from '../skills/triage-logic/recognise-distress.ts';
import { createShippedDetector, loadShippedModel } from '../skills/triage-logic/shipped-model.ts';
import { trainDistress } from '../skills/triage-logic/train-distress.ts';
import { readShippedExamples, trainIntents } from '../skills/triage-logic/train-intents.ts';
import { holdOutAuthors, isWrittenAgainst } from './held-out-authors.ts';
import { CORPORA, findEvaluationFile, fitTask, measureAccuracy, readTask } from './intent-corpora.ts';

type Figures = Record<string, number>;

/** Every so-manieth part of the authors is held out. */
const PARTS = 5;
const FEW = 20;

const share = <Row>(rows: readonly Row[], isHit: (row: Row) => boolean): number =>
  rows.filter(isHit).length / (rows.length || 1);

/** A fifth of our examples, whole authors, by a model that never saw them. */
function measureHeldOut(examples: readonly Example[]): Figures {
  const { rest, held } = holdOutAuthors(examples, (example) => !isWrittenAgainst(example));
  const model = trainIntents(rest);
  const { accuracy, routing } = evaluatePredictions(predictExamples(model, held));
  const indirect = held.filter(({ isIndirect }) => isIndirect === true);
  return {
    accuracy,
    accuracy_indirect: evaluatePredictions(predictExamples(model, indirect)).accuracy,
    accuracy_routed: routing.accuracy_routed ?? 0,
    share_routed: routing.share_routed_in_scope ?? 0,
    out_of_scope_kept_back: 1 - (routing.share_routed_out_of_scope ?? 0),
  };
}

/** The same of those who wrote against the model. */
function measureHardest(examples: readonly Example[]): Figures {
  const { rest, held } = holdOutAuthors(examples, isWrittenAgainst);
  const model = trainIntents(rest);
  const { accuracy, routing } = evaluatePredictions(predictExamples(model, held));
  return { accuracy, accuracy_routed: routing.accuracy_routed ?? 0 };
}

/** The one writer whose marked messages are many enough to be parted. */
const PARTED_WRITER = 'distress';

/**
 * Distress by a recogniser that saw four fifths of one writer's marked messages, and other writers'; look-alikes and all
 * others must be left alone. What a stranger's are like, `measureDistressOfStrangers` tells.
 */
function measureDistress(examples: readonly Example[]): Figures {
  const folds = assignFolds(
    examples.map(({ writer: _, ...rest }) => rest),
    PARTS,
    1,
  );
  const shipped = loadShippedModel();
  const counts = { distress: [0, 0], lookAlike: [0, 0], ordinary: [0, 0] };
  for (let part = 0; part < PARTS; part++) {
    const distress = trainDistress(examples.filter((_, row) => folds[row] !== part));
    const watch = { recognise: createDistressRecogniser(distress), alarm: createDistressAlarm(distress, shipped) };
    const detect = createDetector(shipped, watch);
    for (const [row, { text, code, isDistress, writer }] of examples.entries()) {
      if (folds[row] !== part || (isDistress !== undefined && writer !== PARTED_WRITER)) continue;
      const own = counts[isDistress === undefined ? 'ordinary' : isDistress ? 'distress' : 'lookAlike'];
      own[0] = (own[0] as number) + 1;
      if (detect({ text, code }, { evidence: false }).distress !== undefined) own[1] = (own[1] as number) + 1;
    }
  }
  const found = ([all, hits]: number[]): number => (hits as number) / (all as number);
  return {
    recall: found(counts.distress),
    look_alikes_left_alone: 1 - found(counts.lookAlike),
    others_left_alone: 1 - found(counts.ordinary),
  };
}

/** Writers the recogniser never read: the mean over the writers, each counting the same. */
function measureDistressOfStrangers(examples: readonly Example[]): Figures {
  const writers = [...new Set(examples.filter(({ isDistress }) => isDistress).map(({ writer }) => writer))];
  const shipped = loadShippedModel();
  const [recalls, leftAlone]: [number[], number[]] = [[], []];
  for (let part = 0; part < PARTS; part++) {
    const held = writers.filter((_, at) => at % PARTS === part);
    const distress = trainDistress(examples.filter(({ writer }) => !held.includes(writer)));
    const watch = { recognise: createDistressRecogniser(distress), alarm: createDistressAlarm(distress, shipped) };
    const detect = createDetector(shipped, watch);
    const isFound = ({ text, code }: Example): boolean =>
      detect({ text, code }, { evidence: false }).distress !== undefined;
    for (const stranger of held) {
      const own = examples.filter(({ writer }) => writer === stranger);
      recalls.push(
        share(
          own.filter(({ isDistress }) => isDistress === true),
          isFound,
        ),
      );
      leftAlone.push(
        share(
          own.filter(({ isDistress }) => isDistress === false),
          (row) => !isFound(row),
        ),
      );
    }
  }
  const meanOf = (shares: readonly number[]): number => shares.reduce((sum, one) => sum + one, 0) / shares.length;
  return { recall_of_strangers: meanOf(recalls), strangers_look_alikes_left_alone: meanOf(leftAlone) };
}

/** The shipped model on real messages that no model of ours was trained on. */
function measureReal(url: URL): Figures {
  const rows = readExamples(readFileSync(url, 'utf8'), url.pathname);
  const { accuracy, ece, routing } = evaluatePredictions(predictExamples(loadShippedModel(), rows));
  const detect = createShippedDetector();
  return {
    accuracy,
    calibration: 1 - ece,
    accuracy_routed: routing.accuracy_routed ?? 0,
    share_routed: routing.share_routed_in_scope ?? 0,
    out_of_scope_kept_back: 1 - (routing.share_routed_out_of_scope ?? 0),
    distress_left_alone: share(
      rows,
      ({ text, code }) => detect({ text, code }, { evidence: false }).distress === undefined,
    ),
  };
}

const examples = readShippedExamples();
const measured: Record<string, Figures> = {
  'held-out authors': measureHeldOut(examples),
  'held-out hard authors': measureHardest(examples),
  distress: { ...measureDistress(examples), ...measureDistressOfStrangers(examples) },
};
const real = findEvaluationFile('student-dev.jsonl');
if (real === undefined) process.stdout.write('real messages and public corpora: skipped, no evaluation data\n');
else measured['real messages'] = measureReal(real);
for (const corpus of CORPORA) {
  const url = findEvaluationFile(`intent/${corpus}.jsonl`);
  if (url === undefined) continue;
  const all = readTask(url);
  const few = readTask(url, FEW);
  measured[corpus] = { accuracy: measureAccuracy(fitTask(all), all), accuracy_20: measureAccuracy(fitTask(few), few) };
}

const floors = JSON.parse(readFileSync(new URL('./engine-floors.json', import.meta.url), 'utf8')) as typeof measured;
let compared = 0;
let below = 0;
for (const [what, figures] of Object.entries(measured)) {
  for (const [name, ratio] of Object.entries(figures)) {
    const floor = floors[what]?.[name];
    if (floor === undefined) throw new Error(`engine-floors.json has no floor for ${what}, ${name}`);
    compared++;
    if (ratio < floor) below++;
    const verdict = ratio < floor ? 'BELOW' : 'ok';
    const line = `${`${what}: ${name.replaceAll('_', ' ')}`.padEnd(44)}${(100 * ratio).toFixed(1)} %`;
    process.stdout.write(`${line.padEnd(54)}floor ${(100 * floor).toFixed(1)} %  ${verdict}\n`);
  }
}
if (compared === 0) throw new Error('nothing was compared');
process.stdout.write(`${compared} figures, ${below} below their floor\n`);
process.exitCode = below > 0 ? 1 : 0;
