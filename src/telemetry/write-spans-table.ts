import { SPANS, type SpanRow } from './span-catalogue.ts';
import { alignTable, putBetween } from './write-metrics-table.ts';

const code = (name: string) => `\`${name}\``;

/** Every span, and below the table what is told of each, in Markdown. */
function writeSpansTable(): string {
  const spans = Object.entries<SpanRow>(SPANS);
  const rows = spans.map(([name, { role, below, says }]) => [
    code(name),
    role,
    below.map(code).join(', ') || 'whoever asks',
    says,
  ]);
  const told = spans.filter(([, { attributes }]) => attributes.length > 0);
  return [
    ...alignTable([['span', 'kind', 'below', 'says'], ...rows]),
    '',
    'Attributes, besides `error.type` on each that failed:',
    '',
    ...told.map(([name, { attributes }]) => `- ${code(name)}: ${attributes.map(code).join(', ')}`),
  ].join('\n');
}

/**
 * A page with the list of spans between its markers brought up to date.
 * @throws {Error} when the markers are not there
 */
export function updateSpans(page: string): string {
  return putBetween(page, 'spans', writeSpansTable());
}
