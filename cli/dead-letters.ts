import { type Command, Option } from 'commander';
import {
  DEAD_LETTER_REASONS,
  DEAD_LETTER_STATES,
  type DeadLetter,
  type DeadLetterDetail,
  type ReplayDryRun,
  type ReplayProgress,
  type ReplayResult,
} from '../contract/dead-letter.ts';
import { AGENTS } from '../contract/intents.ts';
import { type ServiceOptions, withServiceOptions } from './find-service.ts';
import { toPrintable } from './printable.ts';
import { type CallAsOperator, type FollowAsOperator, parseCount, readPages, withService } from './with-service.ts';

interface FilterOptions extends ServiceOptions {
  readonly agent?: string;
  readonly reason?: string;
  readonly student?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

const PATH = '/api/v1/dead-letters';

export function registerDeadLetters(program: Command): void {
  const group = program.command('dead-letters').description('see what was given up, ask again for it, or discard it');

  withFilter(group.command('list'))
    .description('list dead letters, newest first')
    .addOption(new Option('--state <state>', 'only those').choices(DEAD_LETTER_STATES))
    .option('--limit <n>', 'at most so many', parseCount, 50)
    .action(async ({ state, limit, ...options }: FilterOptions & { state?: string; limit: number }) => {
      await withService(options, async (call) => {
        const letters = readPages<DeadLetter>(call, PATH, { ...toFilter(options), state }, limit);
        let count = 0;
        for await (const letter of letters) {
          print(options, letter, describe);
          count += 1;
        }
        if (count === 0) process.stderr.write('no dead letters\n');
      });
    });

  withFilter(group.command('show'), false)
    .description('show all that is known of one')
    .argument('<id>', 'the dead letter')
    .action(async (id: string, options: FilterOptions) => {
      const letter = await withService(options, (call) => call<DeadLetterDetail>(pathOf(id)));
      print(options, letter, (all) => JSON.stringify(all, null, 2));
    });

  withFilter(group.command('replay'))
    .description('ask the tutor again: for one, or for all that match')
    .argument('[id]', 'one dead letter; without it, every waiting one that the filter names')
    .option('--all', 'every waiting one, where no filter is given')
    .option('--dry-run', 'show what would go where; nothing is asked')
    .action(async (id: string | undefined, options: FilterOptions & { dryRun?: boolean; all?: boolean }) => {
      const filter = toFilter(options);
      if (id === undefined && options.all !== true && Object.values(filter).every((value) => value === undefined)) {
        throw new Error('name a dead letter, a filter, or --all');
      }
      await withService(options, async (call, follow) => {
        if (options.dryRun === true) return plan(call, filter, id, options);
        if (id === undefined) return replayMany(call, follow, filter, options);
        const result = await call<ReplayResult>(`${pathOf(id)}/replay`, { method: 'POST' });
        print(options, result, ({ request_id, reply }) => `answered request ${request_id}\n\n${reply.text}`);
      });
    });

  withFilter(group.command('discard'), false)
    .description('discard one for good: it is kept, and will not be answered')
    .argument('<id>', 'the dead letter')
    .action(async (id: string, options: FilterOptions) => {
      const letter = await withService(options, (call) => call<DeadLetterDetail>(pathOf(id), { method: 'DELETE' }));
      print(options, letter, ({ dead_letter_id }) => `discarded ${dead_letter_id}`);
    });
}

async function plan(
  call: CallAsOperator,
  filter: object,
  id: string | undefined,
  options: FilterOptions,
): Promise<void> {
  const { matched, plans } =
    id === undefined
      ? await call<ReplayDryRun>(`${PATH}/replay?dry_run`, { method: 'POST', body: filter })
      : await call<ReplayDryRun>(`${pathOf(id)}/replay?dry_run`, { method: 'POST' });
  for (const one of plans) {
    print(options, one, ({ dead_letter_id, route, route_today, would, why }) =>
      [dead_letter_id, would, `to ${route.agent}`, `today: ${route_today.agent ?? 'a question'}`, why ?? ''].join('  '),
    );
  }
  process.stderr.write(`${matched} match, ${plans.length} shown; nothing was asked\n`);
}

async function replayMany(
  call: CallAsOperator,
  follow: FollowAsOperator,
  filter: object,
  options: FilterOptions,
): Promise<void> {
  const total = (await call<ReplayDryRun>(`${PATH}/replay?dry_run`, { method: 'POST', body: filter })).matched;
  let progress: ReplayProgress | undefined;
  for await (progress of follow<ReplayProgress>(`${PATH}/replay`, { method: 'POST', body: filter })) {
    const { answered, failed, skipped } = progress;
    const done = answered + failed + skipped;
    process.stderr.write(`${done} of ${total}: ${answered} answered, ${failed} failed, ${skipped} skipped\n`);
  }
  if (progress?.state !== 'finished')
    throw new Error('the service ended before the replay did: what waits still waits');
  print(
    options,
    progress,
    ({ answered, failed, skipped }) => `${answered} answered, ${failed} failed, ${skipped} skipped`,
  );
  if (progress.failed > 0) process.exitCode = 1;
}

function withFilter(command: Command, hasFilter = true): Command {
  if (hasFilter) {
    command
      .addOption(new Option('--agent <agent>', 'only those for this tutor').choices(AGENTS))
      .addOption(new Option('--reason <reason>', 'only those given up for this').choices(DEAD_LETTER_REASONS))
      .option('--student <id>', "only this student's")
      .option('--from <time>', 'given up at or after (RFC 3339)')
      .option('--to <time>', 'given up at or before (RFC 3339)');
  }
  return withServiceOptions(command.option('--json', 'print JSON, one line each'));
}

function toFilter({ agent, reason, student, from, to }: FilterOptions) {
  return { agent, reason, student_id: student, from, to };
}

const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

function describe({ dead_letter_id, created_at, agent, reason, state, student_id, replays }: DeadLetter): string {
  return [
    dead_letter_id,
    created_at,
    agent.padEnd(14),
    reason.padEnd(14),
    state.padEnd(9),
    student_id,
    `replays ${replays}`,
  ].join('  ');
}

function print<Value>({ json }: FilterOptions, value: Value, toText: (value: Value) => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value) : toPrintable(toText(value))}\n`);
}
