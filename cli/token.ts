import { type Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../src/config.ts';
import { PERMISSIONS, type Permission, ROLES, type Role } from '../src/edge/access-table.ts';
import { openDevelopmentIssuer } from '../src/edge/development-issuer.ts';
import { dataDirOption } from './data-dir-option.ts';

interface TokenOptions {
  readonly student: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  readonly ttl: number;
  readonly dataDir: string;
}

const MAX_TTL_SECONDS = 86_400;

export function registerToken(program: Command): void {
  program
    .command('token')
    .description('print a development token, alone on stdout')
    .requiredOption('--student <id>', 'whom the token names (letters, digits, . _ : @ -)', parseStudent)
    .addOption(new Option('--role <role>', 'role the token gives').choices(ROLES).default('student'))
    .option('--permissions <list>', `comma-separated, of: ${PERMISSIONS.join(', ')}`, parsePermissions, [])
    .option('--ttl <time>', 'how long it is good for, such as 30s, 15m, 1h; at most 24h', parseTtl, 3_600)
    .addOption(dataDirOption())
    .action(async ({ student, role, permissions, ttl, dataDir }: TokenOptions) => {
      const { audience } = readConfig(process.env, { dataDir });
      const issuer = await openDevelopmentIssuer(dataDir);
      const subject = { studentId: student, role, permissions, audience, lifetimeSeconds: ttl };
      process.stdout.write(`${await issuer.issue(subject, Date.now())}\n`);
    });
}

/** @returns the id, when it is one that a token may name */
export function parseStudent(text: string): string {
  if (/^[A-Za-z0-9._:@-]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError('wanted 1 to 128 letters, digits or . _ : @ -');
}

function parsePermissions(text: string): readonly Permission[] {
  return text.split(',').map((name) => {
    const permission = PERMISSIONS.find((known) => known === name.trim());
    if (permission === undefined) throw new InvalidArgumentError(`"${name}" is not one of: ${PERMISSIONS.join(', ')}`);
    return permission;
  });
}

const SECONDS = { s: 1, m: 60, h: 3_600 } as const;

function parseTtl(text: string): number {
  const [, amount, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const seconds = Number(amount) * SECONDS[unit as keyof typeof SECONDS];
  if (!(seconds >= 1 && seconds <= MAX_TTL_SECONDS)) throw new InvalidArgumentError('wanted 1s to 24h, such as 15m');
  return seconds;
}
