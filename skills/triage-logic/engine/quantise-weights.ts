import type { FittedWeights } from './fit-weights.ts';
import type { ScoringPart } from './model.ts';
import { keepFeatures } from './vocabulary.ts';

/** The features that tell the labels apart most, at most so many, in their old order. */
function chooseFeatures(fitted: FittedWeights, maxFeatures: number): Int32Array {
  const { vocabulary, columnCount, text } = fitted;
  const all = Int32Array.from({ length: vocabulary.size }, (_, feature) => feature);
  if (vocabulary.size <= maxFeatures) return all;
  const reach = Float32Array.from(all, (feature) => {
    const own = text.subarray(feature * columnCount, (feature + 1) * columnCount);
    let [low, high] = [Infinity, -Infinity];
    for (const weight of own) {
      low = Math.min(low, weight);
      high = Math.max(high, weight);
    }
    // What few examples show matters to few messages.
    return (
      (high - low) * (vocabulary.rarity[feature] as number) * Math.log1p(vocabulary.documentCounts[feature] as number)
    );
  });
  return all
    .sort((a, b) => (reach[b] as number) - (reach[a] as number) || a - b)
    .slice(0, maxFeatures)
    .sort();
}

/** Stores each weight of the text in 8 bits, each column with a scale of its own. */
export function quantiseWeights(fitted: FittedWeights, maxFeatures: number): ScoringPart {
  const kept = chooseFeatures(fitted, maxFeatures);
  const { columnCount, text } = fitted;
  const stride = Math.ceil(columnCount / 8) * 8;
  const scales = new Float32Array(columnCount);
  for (const feature of kept) {
    for (let column = 0; column < columnCount; column++) {
      const size = Math.abs(text[feature * columnCount + column] as number) / 127;
      if (size > (scales[column] as number)) scales[column] = size;
    }
  }
  const quantised = new Int8Array(kept.length * stride);
  for (const [at, feature] of kept.entries()) {
    for (let column = 0; column < columnCount; column++) {
      const weight = text[feature * columnCount + column] as number;
      quantised[at * stride + column] = Math.round(weight / ((scales[column] as number) || 1));
    }
  }
  return {
    vocabulary: keepFeatures(fitted.vocabulary, kept),
    columnCount,
    stride,
    wordShare: fitted.wordShare,
    classShare: fitted.classShare,
    pairShare: fitted.pairShare,
    quantised,
    scales,
    biases: fitted.biases,
    learnerWeights: fitted.learner,
  };
}
