import type { Counter, Histogram } from 'prom-client';

/** Observations of one series that wait to be sorted into buckets; more are sorted at once. */
const WAITING = 256;

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
function keepSeries<Kept extends Series>(make: (labels: string[]) => Kept) {
  type Branch = Map<string, Branch | Kept>;
  const kept: Kept[] = [];
  const root: Branch = new Map();
  return {
    /** Found label by label: words that are compared as they are need not be joined to a key first. */
    of(values: string[]): Kept {
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
      const value = values[last] ?? '';
      let series = branch.get(value) as Kept | undefined;
      if (series === undefined) {
        series = make(values);
        kept.push(series);
        branch.set(value, series);
      }
      return series;
    },
    settle() {
      for (const series of kept) series.settle();
    },
  };
}

/** Makes `labels` of a counter cheap, for labels given in their order. @returns what has to be called before the counter is read */
export function batchCounter(counter: Counter<string>): () => void {
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
  counter.labels = ((...values: string[]) => series.of(values)) as unknown as Counter<string>['labels'];
  return series.settle;
}

/** Makes `labels` of a histogram cheap, for labels given in their order. @returns what has to be called before the histogram is read */
export function batchHistogram(histogram: Histogram<string>): () => void {
  const direct = histogram.labels.bind(histogram);
  const series = keepSeries((labels) => {
    const bound = direct(...labels);
    const waiting = new Float64Array(WAITING);
    let count = 0;
    const settle = () => {
      for (let index = 0; index < count; index++) bound.observe(waiting[index] as number);
      count = 0;
    };
    return {
      observe(value: number) {
        waiting[count++] = value;
        if (count === WAITING) settle();
      },
      settle,
    };
  });
  histogram.labels = ((...values: string[]) => series.of(values)) as unknown as Histogram<string>['labels'];
  return series.settle;
}
