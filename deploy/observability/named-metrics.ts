/** `learnflow_bulkhead_(active|waiting)`, as grep is asked for several at once. */
const ALTERNATIVES = /\blearnflow_([a-z0-9_]*)\(([a-z0-9_|]+)\)([a-z0-9_]*)/g;

/** Every series of ours that a text speaks of: metrics by their own name, without what a histogram appends. */
export function namedMetrics(text: string): { metrics: string[]; records: string[] } {
  const spelled = text.replace(ALTERNATIVES, (_all, before: string, choices: string, after: string) =>
    choices
      .split('|')
      .map((choice) => `learnflow_${before}${choice}${after}`)
      .join(' '),
  );
  const metrics = [...spelled.matchAll(/\blearnflow_[a-z0-9_]+/g)].map(([name]) =>
    name.replace(/_(bucket|sum|count)$/, ''),
  );
  const records = [...spelled.matchAll(/\blearnflow:[a-z0-9_:]+/g)].map(([name]) => name);
  return { metrics: [...new Set(metrics)].sort(), records: [...new Set(records)].sort() };
}
