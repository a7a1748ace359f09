// Prints how accuracy grows with our examples: on authors held out of training, and on real messages where the evaluation
// data was brought along. Each share takes whole authors, so that more examples are also more voices.
//   node bench/learning-curve.ts
import { readFileSync } from 'node:fs';
import { evaluatePredictions } from '../skills/triage-logic/engine/evaluate-predictions.ts';
import { type Example, readExamples } from '../skills/triage-logic/engine/example.ts';
import { createSeededRandom } from '../skills/triage-logic/engine/seeded-random.ts';
import { predictExamples } from '../skills/triage-logic/predict-examples.ts';
import { readShippedExamples, trainIntents } from '../skills/triage-logic/train-intents.ts';
import { holdOutAuthors, isWrittenAgainst } from './held-out-authors.ts';
import { findEvaluationFile } from './intent-corpora.ts';

const SHARES = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];

const examples = readShippedExamples();
const { held, rest } = holdOutAuthors(examples, (example) => !isWrittenAgainst(example));
const url = findEvaluationFile('student-dev.jsonl');
const real = url === undefined ? [] : readExamples(readFileSync(url, 'utf8'), url.pathname);

const files = [...new Set(rest.map(({ place }) => place.split(':')[0] as string))];
const order = Int32Array.from(files.keys());
createSeededRandom(1).shuffle(order);

/** The first files of a fixed order, up to a share of all. */
function takeShare(share: number): Example[] {
  const taken = new Set([...order].slice(0, Math.max(2, Math.round(share * files.length))).map((at) => files[at]));
  return rest.filter(({ place }) => taken.has(place.split(':')[0]));
}

const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;

process.stdout.write('examples  held-out authors  held-out, indirect  real messages\n');
for (const share of SHARES) {
  const rows = takeShare(share);
  const model = trainIntents(rows);
  const accuracyOn = (measure: readonly Example[]): string =>
    measure.length === 0 ? '–' : percent(evaluatePredictions(predictExamples(model, measure)).accuracy);
  const indirect = held.filter(({ isIndirect }) => isIndirect === true);
  const cells = [accuracyOn(held).padStart(16), accuracyOn(indirect).padStart(18), accuracyOn(real).padStart(13)];
  process.stdout.write(`${String(rows.length).padStart(8)}  ${cells.join('  ')}\n`);
}
