import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Command } from 'commander';
import { readConfig } from '../src/config.ts';
import type { PostgresAddress } from '../src/journal/postgres-connect.ts';
import { migrate as migrateFile, readSchema as readFileSchema, SCHEMA_VERSION } from '../src/journal/sqlite-schema.ts';
import { toStoreAddress } from '../src/open-journal.ts';
import { dataDirOption } from './data-dir-option.ts';

interface MigrateOptions {
  readonly dataDir: string;
  readonly check?: boolean;
}

/** The schema a store had, and the one this build wants. */
interface Versions {
  readonly before: number;
  readonly wanted: number;
}

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the store to the schema of this build; services of the build before go on working on it')
    .option('--check', 'change nothing; end with 1 when there is something to do')
    .addOption(dataDirOption())
    .action(async ({ dataDir, check = false }: MigrateOptions) => {
      const address = toStoreAddress(readConfig(process.env, { dataDir }));
      const { before, wanted } =
        address.kind === 'sqlite' ? onFile(address.file, check) : await onServer(address, check);
      if (before >= wanted)
        process.stdout.write(`the store has schema ${before}, this build wants ${wanted}: nothing to do\n`);
      else if (check) {
        process.stdout.write(`the store has schema ${before}, this build wants ${wanted}: run "learnflow migrate"\n`);
        process.exitCode = 1;
      } else process.stdout.write(`the store had schema ${before} and has ${wanted} now\n`);
    });
}

function onFile(file: string, isOnlyChecked: boolean): Versions {
  if (isOnlyChecked && !existsSync(file)) return { before: 0, wanted: SCHEMA_VERSION };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file, { timeout: 5_000 });
  try {
    const { version } = readFileSchema(db);
    if (!isOnlyChecked) migrateFile(db, 'auto');
    return { before: version, wanted: SCHEMA_VERSION };
  } finally {
    db.close();
  }
}

async function onServer(address: PostgresAddress, isOnlyChecked: boolean): Promise<Versions> {
  const { closeSession } = await import('../src/journal/postgres-connect.ts');
  const { reach } = await import('../src/journal/postgres-open.ts');
  const { MIGRATIONS, migrate, readSchema } = await import('../src/journal/postgres-schema.ts');
  const client = await reach(address);
  try {
    const { version } = await readSchema(client);
    if (!isOnlyChecked) await migrate(client);
    return { before: version, wanted: MIGRATIONS.length };
  } finally {
    closeSession(client);
  }
}
