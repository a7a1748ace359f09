import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ComparedSide, Comparison, ModelsReport, TrainedModelEntry } from '../contract/model-release.ts';
import { type ServiceOptions, withServiceOptions } from './find-service.ts';
import { toPrintable } from './printable.ts';
import { withService } from './with-service.ts';

interface ModelOptions extends ServiceOptions {
  readonly json?: boolean;
  readonly revision?: string;
}

const PATH = '/api/v1/models';

export function registerModel(program: Command): void {
  const group = program.command('model').description('trained models: which one decides, and the release of another');

  withOptions(group.command('list'))
    .description('list the models that can be released, and the role of each')
    .action(async (options: ModelOptions) => {
      const { models } = await withService(options, (call) => call<ModelsReport>(PATH));
      print(options, models, (all) => all.map(describeModel).join('\n'));
    });

  withOptions(group.command('status'))
    .description('say which model decides, and how a candidate compares with it in the process that answers')
    .action(async (options: ModelOptions) => {
      print(options, await withService(options, (call) => call<ModelsReport>(PATH)), describeReport);
    });

  withOptions(group.command('add'))
    .description('keep a trained model in the store; it decides nothing yet')
    .argument('<file>', 'a model that "learnflow train --out" wrote')
    .action(async (file: string, options: ModelOptions) => {
      const bytes = readFileSync(file);
      const model = await withService(options, (call) =>
        call<TrainedModelEntry>(PATH, { method: 'POST', body: bytes }),
      );
      print(options, model, ({ model_id }) => model_id);
    });

  withOptions(group.command('activate'))
    .description('let a model decide: for all or, as the candidate, in shadow or for some students')
    .argument('<id>', 'the model; "shipped" for the one of the running build')
    .addOption(new Option('--shadow', 'ask it about every message, and let it decide none').conflicts('percent'))
    .option('--percent <n>', 'let it decide for so many of a hundred students', parsePercent)
    .addOption(knownRevision())
    .action(async (id: string, { shadow, percent, ...options }: ModelOptions & { shadow?: true; percent?: number }) => {
      const share = shadow === true ? 0 : percent;
      const body = share === undefined ? {} : { percent: share };
      const report = await withService(options, (call) =>
        call<ModelsReport>(`${PATH}/${encodeURIComponent(id)}/activate${ofRevision(options)}`, {
          method: 'POST',
          body,
        }),
      );
      print(options, report, describeReport);
    });

  withOptions(group.command('rollback'))
    .description('go back: the candidate goes or, where there is none, the model before decides again')
    .addOption(knownRevision())
    .action(async (options: ModelOptions) => {
      const path = `${PATH}/rollback${ofRevision(options)}`;
      const report = await withService(options, (call) => call<ModelsReport>(path, { method: 'POST' }));
      print(options, report, describeReport);
    });
}

function withOptions(command: Command): Command {
  return withServiceOptions(command.option('--json', 'print JSON'));
}

/** Two who roll back the same release at once would go back twice. */
function knownRevision(): Option {
  return new Option('--revision <n>', 'only while the release is the one that "status" showed').argParser((text) => {
    if (/^\d{1,15}$/.test(text)) return text;
    throw new InvalidArgumentError('wanted a whole number');
  });
}

const ofRevision = ({ revision }: ModelOptions) => (revision === undefined ? '' : `?revision=${revision}`);

function parsePercent(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 100) return Number(text);
  throw new InvalidArgumentError('wanted a whole number, 0 to 100');
}

const ratio = (value: number) => `${(value * 100).toFixed(1)} %`;

function describeModel({ model_id, role, origin, added_at, added_by, facts }: TrainedModelEntry): string {
  const whence =
    added_at === undefined ? 'ships with this build' : `added ${added_at} by ${added_by?.id ?? added_by?.role}`;
  const accuracy = facts.metrics.accuracy;
  const measured = accuracy === undefined ? '' : `, cross-validated ${ratio(accuracy)}`;
  return `${model_id}  ${role.padEnd(9)}  ${origin.padEnd(7)}  ${facts.examples} examples${measured}, ${whence}`;
}

function describeReport({ release, deciding, refusal, comparison }: ModelsReport): string {
  const { revision, active, candidate, changed_at, changed_by } = release;
  const changed = changed_at === undefined ? '' : `, changed ${changed_at} by ${changed_by?.id ?? changed_by?.role}`;
  const trial =
    candidate === undefined
      ? 'none'
      : `${candidate.model_id}, ${candidate.percent === 0 ? 'in shadow' : `for ${candidate.percent} % of students`}`;
  return [
    `release    ${revision}${changed}`,
    `active     ${active}${active === deciding ? '' : ` (${deciding})`}`,
    `candidate  ${trial}`,
    ...(refusal === undefined ? [] : [`REFUSED    ${refusal}; ${deciding} decides`]),
    ...(comparison === undefined ? [] : describeComparison(comparison)),
  ].join('\n');
}

function describeComparison({ since, messages, agreed, disagreements, active, candidate }: Comparison): string[] {
  const share = (count: number) => (messages === 0 ? '–' : ratio(count / messages));
  const row = (name: string, cell: (side: ComparedSide) => string) =>
    `  ${name.padEnd(18)} ${cell(active).padEnd(12)} ${cell(candidate)}`;
  return [
    `compared   ${messages} messages since ${since}, ${share(agreed)} agreed (this process alone; all: the metrics)`,
    `  ${''.padEnd(18)} ${'active'.padEnd(12)} candidate`,
    row('routed', ({ routed }) => share(routed)),
    row('asked back', ({ clarify }) => share(clarify)),
    row('fallback', ({ fallback }) => share(fallback)),
    row('mean confidence', ({ mean_confidence }) => (mean_confidence === null ? '–' : ratio(mean_confidence))),
    row('said helpful', ({ helpful, unhelpful, misrouted }) => `${helpful} of ${helpful + unhelpful + misrouted}`),
    ...disagreements.map((one) => `  ${one.messages} times ${one.active} became ${one.candidate}`),
  ];
}

function print<Value>({ json }: ModelOptions, value: Value, toText: (value: Value) => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value) : toPrintable(toText(value))}\n`);
}
