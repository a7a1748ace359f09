import { sep } from 'node:path';
import { CLIENT_SETTINGS, SETTINGS } from '../src/config.ts';

const HEAD = `# Settings

Made from the tables in \`src/config.ts\` by \`npm run docs:settings\`; a test fails when the two differ.

Each is a variable of the environment. \`<NAME>_FILE\` names a file that holds the value instead. A wrong or unknown one stops the start, and every
mistake is named at once. Flags are set [elsewhere](flags.md).
`;

/** The page about the settings, as Markdown. */
export function writeSettingsPage(): string {
  return [
    HEAD,
    `## Of the service\n\n${writeTable(SETTINGS)}\n`,
    `## Of the commands that call it\n\n${writeTable(CLIENT_SETTINGS)}\n`,
  ].join('\n');
}

function writeTable(settings: Readonly<Record<string, { env: string; purpose: string; fallback: unknown }>>): string {
  const rows = Object.values(settings).map(({ env, purpose, fallback }) => {
    return [`\`${env}\``, writeDefault(fallback), purpose.replaceAll('|', '\\|').replaceAll(/<[^>]+>/g, '`$&`')];
  });
  const table = [['setting', 'default', 'what it is'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lines = table.map((cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}

/** Paths as they are in any checkout; an empty list and what has no default as nothing. */
function writeDefault(fallback: unknown): string {
  const text = String(fallback ?? '').replace(process.cwd() + sep, '');
  if (text === '') return '';
  return /^.{1,60}$/.test(text) ? `\`${text}\`` : '(a text)';
}

// `npm run docs:settings` prints the page.
if (import.meta.main) process.stdout.write(writeSettingsPage());
