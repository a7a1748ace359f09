/** Every series of ours that a text speaks of: metrics by their own name, without what a histogram appends. */
export function namedMetrics(text: string): { metrics: string[]; records: string[] } {
  const metrics = [...text.matchAll(/\blearnflow_[a-z0-9_]+/g)].map(([name]) =>
    name.replace(/_(bucket|sum|count)$/, ''),
  );
  const records = [...text.matchAll(/\blearnflow:[a-z0-9_:]+/g)].map(([name]) => name);
  return { metrics: [...new Set(metrics)].sort(), records: [...new Set(records)].sort() };
}
