import type { Counter, Histogram } from 'prom-client';

/** One series of a metric, found by its label values without making an object or hashing anew. */
interface Series {
  /** Hands to the metric what has come since the last time. */
  settle(): void;
}

/**
 * Lets a metric's series take what requests report into plain numbers; the metric is told when it is read. prom-client
 * makes an object, checks it and hashes it at each call, which between the stages of a request costs several times what
 * it costs in a row.
 */
function keepSeries<Kept extends Series>(make: (labels: readonly string[]) => Kept) {
  type Branch = Map<string, Branch | Kept>;
  const kept: Kept[] = [];
  const root: Branch = new Map();

  function add(branch: Branch, values: readonly string[]): Kept {
    const series = make(values);
    kept.push(series);
    branch.set(values.at(-1) ?? '', series);
    return series;
  }

  /** Found label by label: words that are compared as they are need not be joined to a key first. */
  function ofMany(...values: readonly string[]): Kept {
    let branch = root;
    const last = values.length - 1;
    for (let index = 0; index < last; index++) {
      const value = values[index] as string;
      let next = branch.get(value) as Branch | undefined;
      if (next === undefined) {
        next = new Map();
        branch.set(value, next);
      }
      branch = next;
    }
    return (branch.get(values[last] as string) as Kept | undefined) ?? add(branch, values);
  }

  const ofOne = (value: string): Kept => (root.get(value) as Kept | undefined) ?? add(root, [value]);
  const ofNone = (): Kept => kept[0] ?? add(root, []);
  return {
    /** Finds a series by the values of so many labels. */
    byLabels: (count: number) => (count === 0 ? ofNone : count === 1 ? ofOne : ofMany),
    settle() {
      for (const series of kept) series.settle();
    },
  };
}

/**
 * Makes `labels` of a counter cheap, for labels given in their order.
 * @param names of its labels
 * @returns what has to be called before the counter is read
 */
export function batchCounter(counter: Counter<string>, names: readonly string[]): () => void {
  const direct = counter.labels.bind(counter);
  const series = keepSeries((labels) => {
    let waiting = 0;
    return {
      inc(value = 1) {
        // Shown even if it is zero: a series that is named beforehand is seen to rise.
        if (value === 0) direct(...labels).inc(0);
        else waiting += value;
      },
      settle() {
        if (waiting === 0) return;
        direct(...labels).inc(waiting);
        waiting = 0;
      },
    };
  });
  counter.labels = series.byLabels(names.length) as unknown as Counter<string>['labels'];
  return series.settle;
}

/** What prom-client keeps of a histogram's series, and shows when it is read; its types do not tell. */
interface Shown {
  readonly labels: Readonly<Record<string, string>>;
  /** Observations of each bucket alone, by its upper bound. */
  readonly bucketValues: Record<number, number>;
  sum: number;
  count: number;
}

/**
 * Makes `labels` of a histogram cheap, for labels given in their order. What is observed is sorted into buckets here: the
 * metric takes one observation at a time, and each costs it a new object, a check and a hash.
 * @param names of its labels
 * @param buckets upper bounds, rising
 * @returns what has to be called before the histogram is read
 */
export function batchHistogram(
  histogram: Histogram<string>,
  names: readonly string[],
  buckets: readonly number[],
): () => void {
  const { hashMap } = histogram as unknown as { readonly hashMap: Readonly<Record<string, Shown>> };

  function show(values: readonly string[]): Shown {
    const find = () =>
      Object.values(hashMap).find(({ labels }) => names.every((name, index) => labels[name] === values[index]));
    const known = find();
    if (known !== undefined) return known;
    histogram.zero(Object.fromEntries(names.map((name, index) => [name, values[index] as string])));
    return find() as Shown;
  }

  const series = keepSeries((values) => {
    const counts = new Float64Array(buckets.length + 1);
    let sum = 0;
    let count = 0;
    let shown: Shown | undefined;
    return {
      observe(value: number) {
        let bucket = 0;
        while (bucket < buckets.length && value > (buckets[bucket] as number)) bucket++;
        counts[bucket] = (counts[bucket] as number) + 1;
        sum += value;
        count++;
      },
      settle() {
        if (count === 0) return;
        shown ??= show(values);
        for (const [bucket, bound] of buckets.entries()) {
          shown.bucketValues[bound] = (shown.bucketValues[bound] ?? 0) + (counts[bucket] as number);
        }
        shown.sum += sum;
        shown.count += count;
        counts.fill(0);
        sum = 0;
        count = 0;
      },
    };
  });
  histogram.labels = series.byLabels(names.length) as unknown as Histogram<string>['labels'];
  return series.settle;
}
