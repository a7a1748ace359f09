import { setTimeout as wait } from 'node:timers/promises';
import { AGENTS } from '../../contract/intents.ts';
import { SPANS, type SpanRow } from '../../src/telemetry/span-catalogue.ts';
import type { ReceivedSpan } from './read-spans.ts';
import type { TestCollector } from './start-collector.ts';

/** How long a span may still be on its way when others of its trace have come, in milliseconds. */
const PATIENCE_MS = 10_000;

const FILLED: Readonly<Record<string, string>> = {
  '<method> <route>': '[A-Z]+( /\\S*)?',
  '<tutor>': `(${AGENTS.join('|')})`,
  '<model>': '\\S+',
};
/** Names without a gap first: `POST /process` is a request of its own kind. */
const ROWS = Object.entries<SpanRow>(SPANS)
  .toSorted(([a], [b]) => Number(a.includes('<')) - Number(b.includes('<')))
  .map(([name, row]) => {
    const pattern = Object.entries(FILLED).reduce((text, [gap, filled]) => text.replace(gap, filled), name);
    return { name, row, pattern: new RegExp(`^${pattern}$`) };
  });
const rowOf = (span: ReceivedSpan) => ROWS.find(({ pattern }) => pattern.test(span.name));

/** What of our spans is not as the catalogue has it, one sentence each, and which of its rows were seen. */
export function checkSpans(spans: readonly ReceivedSpan[]): { readonly faults: string[]; readonly seen: string[] } {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const seen = new Set<string>();
  const faults = new Set<string>();
  for (const span of spans.filter(({ scope }) => scope === 'learnflow')) {
    const found = rowOf(span);
    if (found === undefined) {
      faults.add(`${span.name}: not in the catalogue`);
      continue;
    }
    const { name, row } = found;
    seen.add(name);
    if (row.role !== span.kind) faults.add(`${name}: is ${span.kind}`);
    for (const attribute of Object.keys(span.attributes)) {
      if (attribute !== 'error.type' && !row.attributes.includes(attribute)) faults.add(`${name}: tells ${attribute}`);
    }
    let above = byId.get(span.parentSpanId);
    while (above !== undefined && above.scope !== 'learnflow') above = byId.get(above.parentSpanId);
    const parent = above && rowOf(above)?.name;
    if (parent === undefined ? row.below.length > 0 : !row.below.includes(parent)) {
      faults.add(`${name}: stands below ${parent ?? 'nothing of ours'}`);
    }
  }
  return { faults: [...faults], seen: [...seen].sort() };
}

/** The same, once nothing that is on its way would change it. */
export async function checkAllSpans(collector: TestCollector): Promise<ReturnType<typeof checkSpans>> {
  const isRight = () => checkSpans(collector.spans).faults.length === 0;
  await Promise.race([collector.waitFor(isRight), wait(PATIENCE_MS, undefined, { ref: false })]);
  return checkSpans(collector.spans);
}
