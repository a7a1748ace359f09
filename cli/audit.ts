import { type Command, Option } from 'commander';
import { AUDIT_KINDS, type AuditEntry } from '../contract/audit.ts';
import { OUTCOMES } from '../contract/decision.ts';
import { AGENTS } from '../contract/intents.ts';
import { STATUSES } from '../contract/triage-response.ts';
import { type ServiceOptions, withServiceOptions } from './find-service.ts';
import { toPrintable } from './printable.ts';
import { parseCount, readPages, withService } from './with-service.ts';

interface AuditOptions extends ServiceOptions {
  readonly student?: string;
  readonly kind?: string;
  readonly agent?: string;
  readonly outcome?: string;
  readonly status?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function registerAudit(program: Command): void {
  withServiceOptions(program.command('audit'))
    .description('show decisions with their evidence, refusals, and who did what; newest first')
    .option('--student <id>', "only this student's")
    .addOption(new Option('--kind <kind>', 'only these').choices(AUDIT_KINDS))
    .addOption(new Option('--agent <agent>', 'only this tutor’s').choices(AGENTS))
    .addOption(new Option('--outcome <outcome>', 'only decisions that came out so').choices(OUTCOMES))
    .addOption(new Option('--status <status>', 'only decisions that stand so').choices(STATUSES))
    .option('--from <time>', 'at or after (RFC 3339)')
    .option('--to <time>', 'at or before (RFC 3339)')
    .option('--limit <n>', 'at most so many', parseCount, 50)
    .option('--json', 'print each entry whole, as a line of JSON')
    .action(async ({ dataDir, url, token, json, limit, student, ...filter }: AuditOptions) => {
      await withService({ dataDir, url, token }, async (call) => {
        const wanted = { ...filter, student_id: student };
        let count = 0;
        for await (const entry of readPages<AuditEntry>(call, '/api/v1/audit', wanted, limit)) {
          process.stdout.write(`${json === true ? JSON.stringify(entry) : toPrintable(describe(entry))}\n`);
          count += 1;
        }
        if (count === 0) process.stderr.write('nothing on record\n');
      });
    });
}

function describe({ at, kind, actor, student_id, agent, status, outcome, decision, detail }: AuditEntry): string {
  const who = actor.id === undefined ? actor.role : `${actor.role} ${actor.id}`;
  const about = student_id !== undefined && student_id !== actor.id ? `about ${student_id}` : '';
  const what =
    decision === undefined
      ? JSON.stringify(detail ?? {})
      : `${decision.intent} ${decision.confidence.toFixed(2)} ${outcome} to ${agent ?? 'nobody'}: ${status}`;
  return [at, kind.padEnd(8), who, about, what].filter((part) => part !== '').join('  ');
}
