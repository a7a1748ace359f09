/** A file as large as a model may be, with a header of nothing but names, would keep its reader busy for seconds. */
export const MAX_HEADER_BYTES = 262_144;

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isShare: Check = (value) => isNumber(value) && (value as number) >= 0 && (value as number) <= 1;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf =
  (isOne: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(isOne);
const isFitted: Check = (value) => isObject(value) && isNumber(value.bias) && isListOf(isNumber)(value.weights);
const isThresholds: Check = (value) =>
  isObject(value) &&
  ['route', 'clarifyMargin', 'outOfScope'].every((name) => isNumber(value[name])) &&
  Object.values(value).every(isNumber);

const PARTS: Readonly<Record<string, Check>> = {
  labels: isListOf((label) => typeof label === 'string'),
  hasOutOfScopeColumn: (value) => typeof value === 'boolean',
  featureCount: isCount,
  vocabularyExamples: isCount,
  wordShare: isShare,
  classShare: isShare,
  pairShare: (value) => value === undefined || isShare(value),
  learnerFeatures: isCount,
  calibration: (value) =>
    isObject(value) &&
    isNumber(value.sharpness) &&
    isListOf(isNumber)(value.offsets) &&
    isFitted(value.confidence) &&
    (value.rejector === null || isFitted(value.rejector)) &&
    isThresholds(value.thresholds),
  provenance: isObject,
};

/**
 * Whether the parts of a model's header are what scoring takes them for: a checksum says that a file came whole, and nothing of
 * who wrote it.
 * @returns the first part that is not; undefined when all are
 */
export function findHeaderFault(header: unknown): string | undefined {
  if (!isObject(header)) return 'header';
  const fault = Object.entries(PARTS).find(([name, isSound]) => !isSound(header[name]))?.[0];
  if (fault !== undefined) return fault;
  const { labels, calibration } = header as { labels: unknown[]; calibration: { offsets: unknown[] } };
  return calibration.offsets.length === labels.length ? undefined : 'labels';
}
