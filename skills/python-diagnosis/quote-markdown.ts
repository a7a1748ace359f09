function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Text as an inline code span that its own backticks cannot end; one line, cut at `most` characters. */
export function inlineCode(text: string, most = 80): string {
  // The whole of a long expression need not be walked to show its beginning.
  const chars = [
    ...text
      .slice(0, 20 * most)
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  const line = chars.length > most ? `${chars.slice(0, most - 1).join('')}…` : chars.join('');
  if (line === '') return '` `';
  const ticks = '`'.repeat(line.includes('`') ? longestRun(line) + 1 : 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A fenced block longer than any run of backticks inside; at most `most` lines, each cut at 160 characters. */
export function fencedCode(code: string, most = 12, language = 'python'): string {
  const lines = code.replace(/\s+$/, '').split('\n');
  const shown = lines.slice(0, most).map((line) => (line.length > 160 ? `${[...line].slice(0, 159).join('')}…` : line));
  if (lines.length > most) shown.push('# …');
  const body = shown.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}
