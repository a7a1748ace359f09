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
    const value = fallback === undefined || String(fallback) === '' ? '' : `\`${fallback}\``;
    return [`\`${env}\``, value, purpose.replaceAll('|', '\\|').replaceAll(/<[^>]+>/g, '`$&`')];
  });
  const table = [['setting', 'default', 'what it is'], ['-', '-', '-'], ...rows];
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

// `npm run docs:settings` prints the page.
if (import.meta.main) process.stdout.write(writeSettingsPage());
