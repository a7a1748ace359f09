import { CATALOGUE, type MetricRow } from './catalogue.ts';

const BEGIN = '<!-- begin: metrics (npm run docs:metrics) -->';
const END = '<!-- end: metrics -->';

/** Every metric as a table of Markdown. */
export function writeMetricsTable(): string {
  const rows = Object.entries<MetricRow>(CATALOGUE).map(([name, { type, unit, labels, help }]) =>
    [`\`${name}\``, type, unit === 'none' ? '' : unit, Object.entries(labels).map(describe).join('<br>'), help].join(
      ' | ',
    ),
  );
  const lines = ['| metric | type | counts | labels | says |', '| --- | --- | --- | --- | --- |'];
  return [...lines, ...rows.map((row) => `| ${row} |`)].join('\n');
}

function describe([label, values]: [string, readonly string[] | string]): string {
  return `\`${label}\`: ${typeof values === 'string' ? values : values.map((value) => `\`${value}\``).join(' ')}`;
}

/**
 * A page with the table between its markers brought up to date.
 * @throws {Error} when the markers are not there
 */
export function updateMetricsPage(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the page has no ${BEGIN} … ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${writeMetricsTable()}\n\n${page.slice(to)}`;
}
