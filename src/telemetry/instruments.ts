import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, type Registry } from 'prom-client';
import { batchCounter, batchHistogram } from './batched-series.ts';
import { CATALOGUE, type MetricName, type MetricRow } from './catalogue.ts';
import { createCountLater } from './count-later.ts';

type NameOf<Type extends MetricRow['type']> = {
  [Name in MetricName]: (typeof CATALOGUE)[Name]['type'] extends Type ? Name : never;
}[MetricName];
type LabelsOf<Name extends MetricName> = keyof (typeof CATALOGUE)[Name]['labels'] & string;

/** Makes the metrics of the catalogue, each with every series whose labels are known beforehand. */
export interface Instruments {
  counter<Name extends NameOf<'counter'>>(name: Name): Counter<LabelsOf<Name>>;
  /** @param read brings the metric up to date when it is asked for */
  gauge<Name extends NameOf<'gauge'>>(
    name: Name,
    read?: (gauge: Gauge<LabelsOf<Name>>) => void | Promise<void>,
  ): Gauge<LabelsOf<Name>>;
  histogram<Name extends NameOf<'histogram'>>(name: Name): Histogram<LabelsOf<Name>>;
  /** Has something counted with much else, at the latest before it is read. */
  readonly note: ReturnType<typeof createCountLater>['note'];
}

const PREFIX = 'learnflow_';

export function createInstruments(registry: Registry): Instruments {
  const registers = [registry];
  const later = createCountLater();
  const shapeOf = (name: MetricName) => {
    const row: MetricRow = CATALOGUE[name];
    return { name, help: row.help, labelNames: Object.keys(row.labels), registers };
  };
  const showAll = (settle: () => void) => {
    later.settle();
    settle();
  };
  return {
    note: later.note,
    counter(name) {
      const made: Counter<string> = new Counter<string>({ ...shapeOf(name), collect: () => showAll(settle) });
      const settle = batchCounter(made, Object.keys(CATALOGUE[name].labels));
      for (const labels of seriesOf(CATALOGUE[name])) made.inc(labels, 0);
      return made;
    },
    gauge(name, read) {
      const made: Gauge<string> = new Gauge<string>({
        ...shapeOf(name),
        ...(read !== undefined && { collect: () => read(made) }),
      });
      for (const labels of seriesOf(CATALOGUE[name])) made.set(labels, 0);
      return made;
    },
    histogram(name) {
      const row: MetricRow = CATALOGUE[name];
      const buckets = [...(row.buckets ?? [])];
      const made: Histogram<string> = new Histogram<string>({
        ...shapeOf(name),
        buckets,
        collect: () => showAll(settle),
      });
      const settle = batchHistogram(made, Object.keys(row.labels), buckets);
      for (const labels of seriesOf(row)) made.zero(labels);
      return made;
    },
  };
}

/** What prom-client knows of the process and of Node, as far as the catalogue names it, in the catalogue's words. */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  for (const metric of registry.getMetricsAsArray() as unknown as (Metric & { name: string; help: string })[]) {
    const row: MetricRow | undefined = CATALOGUE[metric.name as MetricName];
    if (row === undefined) {
      registry.removeSingleMetric(metric.name);
      continue;
    }
    metric.help = row.help;
    if (metric instanceof Histogram) for (const labels of seriesOf(row)) metric.zero(labels);
  }
}

/** Every combination of the label values of a metric; none where a label is open. */
export function seriesOf({ labels }: Pick<MetricRow, 'labels'>): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    if (typeof values === 'string') return [];
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value })));
  }
  return combinations;
}
