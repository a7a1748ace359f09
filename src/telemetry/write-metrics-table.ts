import { CATALOGUE, type MetricRow } from './catalogue.ts';

/** Every metric, and below them what their labels may be, in Markdown. */
export function writeMetricsTable(): string {
  const rows = Object.entries<MetricRow>(CATALOGUE).map(([name, { type, unit, labels, help }]) => {
    const names = Object.keys(labels).map((label) => `\`${label}\``);
    return [`\`${name}\``, type, unit === 'none' ? '' : unit, names.join(' '), help];
  });
  return [
    ...alignTable([['metric', 'type', 'in', 'labels', 'says'], ...rows]),
    '',
    'Labels:',
    '',
    ...listLabels(),
  ].join('\n');
}

/** The lines of a Markdown table: columns as wide as their widest cell, as the formatter has them. */
export function alignTable([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** One line for each label and set of values; where a label means two things, the line says whose it is. */
function listLabels(): string[] {
  const uses = Object.entries<MetricRow>(CATALOGUE).flatMap(([metric, { labels }]) =>
    Object.entries(labels).map(([label, values]) => ({
      metric,
      label,
      values: typeof values === 'string' ? values : values.map((value) => `\`${value}\``).join(', '),
    })),
  );
  const byValues = [...Map.groupBy(uses, ({ label, values }) => `${label}: ${values}`).values()];
  return byValues.map((same) => {
    const [{ label, values } = { label: '', values: '' }] = same;
    const isAmbiguous = byValues.filter(([other]) => other?.label === label).length > 1;
    const whose = isAmbiguous ? ` of ${same.map(({ metric }) => `\`${metric}\``).join(', ')}` : '';
    return `- \`${label}\`${whose}: ${values}`;
  });
}

/**
 * A page with the list between its markers brought up to date.
 * @throws {Error} when the markers are not there
 */
export function updateMetricsPage(page: string): string {
  return putBetween(page, 'metrics', writeMetricsTable());
}

/**
 * A page with other text between its markers of that name.
 * @throws {Error} when the markers are not there
 */
export function putBetween(page: string, name: 'metrics' | 'spans', text: string): string {
  const [begin, end] = [`<!-- begin: ${name} (npm run docs:metrics) -->`, `<!-- end: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
