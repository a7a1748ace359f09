import { FLAG_GROUPS, FLAG_NAMES, overrideEnvOf, rowOf } from '../flags.ts';

const HEAD = `# Feature flags

Made from the table in \`src/flags.ts\` by \`npm run docs:flags\`; a test fails when the two differ.

The flags live in one [flagd](https://flagd.dev) file, \`flags.json\`, or the one \`LEARNFLOW_FLAGS=file:<path>\` names. The service follows the
file: a change holds within a second, also when a mounted ConfigMap is swapped. A file that is broken, names a flag that does not exist, or gives
a state that is refused leaves the last good state in place; the log, \`/readyz\` and \`learnflow_flags_stale\` say so. A flag the file does not
speak of is as it ships.

\`LEARNFLOW_FLAG_<NAME>=on|off\` sets one flag of one process by hand, whatever the file says: for emergencies.

A **guard** cannot be off in production, nor on an address other machines can reach. Where it is off, the log warns, \`/readyz\` names it, and
\`learnflow_guards_off\` counts it.

A **targeted** flag may differ from student to student by flagd's rules. A quarter of the students, always the same ones:

\`\`\`json
"openai-router": {
  "state": "ENABLED",
  "variants": { "on": true, "off": false },
  "defaultVariant": "off",
  "targeting": { "fractional": [["on", 25], ["off", 75]] }
}
\`\`\`

\`learnflow flags list\` shows how they stand, \`learnflow flags explain openai-router --student ada\` one of them for one student;
\`GET /api/v1/flags\` is the same for operators.
`;

const COLUMNS = ['flag', 'ships', 'kind', 'on', 'off', 'owner', 'by hand'] as const;

/** A Markdown table with its columns aligned, as the formatter of the project leaves it. */
function writeTable(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((title, column) =>
    Math.max(...[COLUMNS, ...rows].map((row) => row[column]?.length ?? title.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(COLUMNS), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The page about the flags, as Markdown. */
export function writeFlagsPage(): string {
  const sections = FLAG_GROUPS.map((group) => {
    const rows = FLAG_NAMES.filter((name) => rowOf(name).group === group).map((name) => {
      const { owner, shipped, purpose, whenOff, isGuard, isTargetable } = rowOf(name);
      const kind = isGuard === true ? 'guard' : isTargetable === true ? 'targeted' : '';
      return [`\`${name}\``, shipped, kind, purpose, whenOff, owner, `\`${overrideEnvOf(name)}\``];
    });
    return `\n## ${group[0]?.toUpperCase()}${group.slice(1)}\n\n${writeTable(rows)}`;
  });
  return `${HEAD}${sections.join('\n')}\n`;
}
