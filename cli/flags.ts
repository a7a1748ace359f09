import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Argument, type Command } from 'commander';
import type { FlagStatus, FlagsReport } from '../contract/flag-status.ts';
import { readConfig } from '../src/config.ts';
import { openFlags } from '../src/flags/open-flags.ts';
import { readFlagFile } from '../src/flags/read-flag-file.ts';
import { reportFlags } from '../src/flags/report-flags.ts';
import { setFlag } from '../src/flags/set-flag.ts';
import { toFlagSource } from '../src/flags/to-flag-source.ts';
import { writeFlagsPage } from '../src/flags/write-flags-page.ts';
import { FLAG_NAMES, type FlagName, type FlagState, overrideEnvOf } from '../src/flags.ts';
import { callService } from './call-service.ts';
import { findTarget, type ServiceOptions, withServiceOptions } from './find-service.ts';
import { parseStudent } from './token.ts';
import { writeWhole } from './write-whole.ts';

interface FlagsOptions extends ServiceOptions {
  readonly json?: boolean;
  readonly student?: string;
}

export function registerFlags(program: Command): void {
  const flags = program.command('flags').description('the feature flags of the running service, or of the file');
  withServiceOptions(flags.command('list'))
    .description('show every flag and how it stands')
    .option('--student <id>', 'as they stand for this student', parseStudent)
    .option('--json', 'print the report as JSON')
    .action(async ({ json, student, ...options }: FlagsOptions) => {
      const report = await readReport(options, student);
      process.stdout.write(json === true ? `${JSON.stringify(report)}\n` : describeAll(report));
    });
  withServiceOptions(flags.command('explain'))
    .description('say what one flag does, how it stands and why')
    .argument('<name>', 'name of the flag')
    .option('--student <id>', 'as it stands for this student', parseStudent)
    .option('--json', 'print the row as JSON')
    .action(async (name: string, { json, student, ...options }: FlagsOptions) => {
      const report = await readReport(options, student);
      const row = report.flags.find((flag) => flag.name === name);
      if (row === undefined) throw new Error(`no flag is called "${name}": there are ${FLAG_NAMES.join(', ')}`);
      process.stdout.write(json === true ? `${JSON.stringify(row)}\n` : explain(row, student));
    });
  flags
    .command('set')
    .description('turn one flag on or off for everyone, in the file; a service that follows it has it within a second')
    .argument('<name>', 'name of the flag')
    .addArgument(new Argument('<state>').choices(['on', 'off'] as const))
    .option('--file <file>', 'the flagd file; default: the one of LEARNFLOW_FLAGS')
    .action((name: string, state: FlagState, { file }: { file?: string }) => {
      const source = toFlagSource(readConfig(process.env, file === undefined ? {} : { flags: `file:${file}` }));
      const known = FLAG_NAMES.find((one) => one === name);
      if (known === undefined) throw new Error(`no flag is called "${name}": there are ${FLAG_NAMES.join(', ')}`);
      writeFlag(source, known, state);
      process.stdout.write(`${known} is ${state} in ${source.path}\n`);
      const folder = dirname(source.path);
      if (existsSync(join(folder, 'kustomization.yaml')))
        process.stderr.write(`a cluster has it once it is applied: kubectl apply -k ${relative('', folder)}\n`);
    });
  flags
    .command('page')
    .description('print docs/flags.md')
    .action(() => {
      process.stdout.write(writeFlagsPage());
    });
}

/** A file that would be refused is never written, and a reader sees the old one or the new one, never a half. */
function writeFlag(
  { path, overrides, place }: ReturnType<typeof toFlagSource>,
  name: FlagName,
  state: FlagState,
): void {
  const text = setFlag(readFileSync(path, 'utf8'), path, name, state);
  readFlagFile(text, path, overrides, place);
  writeWhole(path, text);
}

async function readReport(options: ServiceOptions, student: string | undefined): Promise<FlagsReport> {
  const { dataDir } = options;
  const service = await findTarget(options);
  if (service !== undefined) {
    const query = student === undefined ? '' : `?student=${encodeURIComponent(student)}`;
    const operator = { student: 'operator', role: 'operator' } as const;
    return callService<FlagsReport>(service, `/api/v1/flags${query}`, dataDir, operator);
  }
  const source = toFlagSource(readConfig(process.env, { dataDir }));
  const flags = await openFlags(source, Date.now, { loaded: () => undefined, refused: () => undefined });
  try {
    return await reportFlags(flags, student);
  } finally {
    await flags.close();
  }
}

function stateOf({ state, for_student, targeted, source, shipped }: FlagStatus): string {
  const notes = [
    targeted && for_student === undefined ? 'targeted' : '',
    source === 'override' ? 'set by hand' : '',
    state === shipped ? '' : `ships ${shipped}`,
  ].filter((note) => note !== '');
  return `${for_student ?? state}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

function describeAll({ flags, refusal }: FlagsReport): string {
  const rows = flags.map(
    (flag) => `${flag.name.padEnd(22)} ${flag.group.padEnd(14)} ${flag.guard ? 'guard ' : '      '} ${stateOf(flag)}`,
  );
  const warning = refusal === undefined ? [] : [`the last good state holds: ${refusal}`];
  return `${[...warning, ...rows].join('\n')}\n`;
}

function explain(flag: FlagStatus, student: string | undefined): string {
  const row = FLAG_NAMES.find((name) => name === flag.name);
  return [
    `${flag.name}: ${stateOf(flag)}${student === undefined ? '' : ` for ${student}`}`,
    `  on       ${flag.purpose}`,
    `  off      ${flag.when_off}`,
    `  from     ${{ file: 'the file', default: 'how it ships', override: 'set by hand' }[flag.source]}${flag.targeted ? ', which targets students' : ''}`,
    `  owner    ${flag.owner}${flag.guard ? '; a guard: stays on in production' : ''}`,
    ...(row === undefined ? [] : [`  by hand  ${overrideEnvOf(row)}=on|off`]),
    '',
  ].join('\n');
}
