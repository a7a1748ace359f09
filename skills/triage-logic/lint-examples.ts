import type { Example } from './engine/example.ts';

/** An example and where it stands: `writer.jsonl:12`. */
export interface PlacedExample extends Example {
  readonly place: string;
}

export interface LintFinding {
  readonly kind: 'duplicate' | 'conflict' | 'near-duplicate' | 'imbalance';
  /** Whether it must be mended: a duplicate or a conflict; the rest is for a reader to judge. */
  readonly isError: boolean;
  readonly message: string;
}

/** Two messages whose words overlap this much (Jaccard) say the same. */
const NEAR = 0.8;
/** Shorter messages are alike by accident. */
const LEAST_WORDS = 5;
/** A label with less than this share of the largest one's examples is thin. */
const THIN = 0.5;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** What makes two examples the same question: words, code and the turn before. */
function identityOf(example: Example): string {
  const bare = example.text.toLowerCase().replace(/\s+/g, ' ').trim();
  return JSON.stringify([bare, example.code ?? '', example.previousIntent ?? '']);
}

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);

function findSame(examples: readonly PlacedExample[]): LintFinding[] {
  const first = new Map<string, PlacedExample>();
  const findings: LintFinding[] = [];
  for (const example of examples) {
    const identity = identityOf(example);
    const earlier = first.get(identity);
    if (earlier === undefined) {
      first.set(identity, example);
      continue;
    }
    const where = `${example.place} and ${earlier.place}: ${quote(example.text)}`;
    findings.push(
      example.label === earlier.label
        ? { kind: 'duplicate', isError: true, message: where }
        : { kind: 'conflict', isError: true, message: `${where} is ${example.label} and ${earlier.label}` },
    );
  }
  return findings;
}

/**
 * Pairs of different labels with nearly the same words. Sets that overlap by `NEAR` share one of their few rarest
 * words, so only messages with such a word in common are compared.
 */
function findNear(examples: readonly PlacedExample[]): LintFinding[] {
  const sets = examples.map(({ text }) => new Set(wordsOf(text)));
  const frequency = new Map<string, number>();
  for (const set of sets) for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const holders = new Map<string, number[]>();
  const findings: LintFinding[] = [];
  for (const [at, set] of sets.entries()) {
    if (set.size < LEAST_WORDS) continue;
    const rarest = [...set].sort(
      (a, b) => (frequency.get(a) as number) - (frequency.get(b) as number) || (a < b ? -1 : 1),
    );
    const candidates = new Set<number>();
    for (const word of rarest.slice(0, Math.floor((1 - NEAR) * set.size) + 1)) {
      const own = holders.get(word) ?? [];
      for (const other of own) candidates.add(other);
      own.push(at);
      holders.set(word, own);
    }
    const example = examples[at] as PlacedExample;
    for (const other of candidates) {
      const earlier = examples[other] as PlacedExample;
      if (earlier.label === example.label || identityOf(earlier) === identityOf(example)) continue;
      let shared = 0;
      for (const word of sets[other] as Set<string>) if (set.has(word)) shared++;
      if (shared / (set.size + (sets[other] as Set<string>).size - shared) < NEAR) continue;
      const message =
        `${example.place} (${example.label}) ${quote(example.text)} and ` +
        `${earlier.place} (${earlier.label}) ${quote(earlier.text)}`;
      findings.push({ kind: 'near-duplicate', isError: false, message });
    }
  }
  return findings;
}

function findThin(examples: readonly PlacedExample[]): LintFinding[] {
  const counts = new Map<string, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  const largest = Math.max(...counts.values());
  return [...counts]
    .filter(([, count]) => count < THIN * largest)
    .map(([label, count]) => ({
      kind: 'imbalance',
      isError: false,
      message: `${label} has ${count} examples, the largest label ${largest}`,
    }));
}

/** What is wrong with a set of examples, or worth a reader's look: errors first. */
export function lintExamples(examples: readonly PlacedExample[]): LintFinding[] {
  if (examples.length === 0) throw new RangeError('there are no examples to look at');
  return [...findSame(examples), ...findNear(examples), ...findThin(examples)].sort(
    (a, b) => Number(b.isError) - Number(a.isError),
  );
}

/** How rich the examples of one label are. */
export interface LabelRichness {
  readonly label: string;
  readonly examples: number;
  /** Files they are in: a voice each. */
  readonly voices: number;
  /** Share that does not name what is wanted, 0..1. */
  readonly indirect: number;
}

/** What is there of each label, and of all together under `all`, most first. */
export function countRichness(examples: readonly PlacedExample[]): LabelRichness[] {
  const groups = new Map<string, PlacedExample[]>([['all', [...examples]]]);
  for (const example of examples) {
    const own = groups.get(example.label);
    if (own === undefined) groups.set(example.label, [example]);
    else own.push(example);
  }
  return [...groups]
    .map(([label, own]) => ({
      label,
      examples: own.length,
      voices: new Set(own.map(({ place }) => place.split(':')[0])).size,
      indirect: own.filter(({ isIndirect }) => isIndirect === true).length / own.length,
    }))
    .sort((a, b) => b.examples - a.examples);
}
