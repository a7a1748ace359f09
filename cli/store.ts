import type { Command } from 'commander';
import { readConfig } from '../src/config.ts';
import { toStoreAddress } from '../src/open-journal.ts';

export function registerStore(program: Command): void {
  program
    .command('store')
    .description('move the store')
    .command('copy')
    .description(
      'copy an SQLite store whose service is stopped into an empty PostgreSQL database: all of it, or nothing',
    )
    .requiredOption('--from <store>', 'sqlite:<file>')
    .option('--to <store>', 'postgres://…; default LEARNFLOW_STORE, and the password from LEARNFLOW_STORE_PASSWORD')
    .action(async ({ from, to }: { from: string; to?: string }) => {
      const source = toStoreAddress(readConfig(process.env, { store: from }));
      const target = toStoreAddress(readConfig(process.env, { store: to }));
      if (source.kind !== 'sqlite') throw new Error('--from: wanted sqlite:<file>');
      if (target.kind !== 'postgres') throw new Error('--to: wanted postgres://<user>@<host>:<port>/<database>');
      const { copyToPostgres } = await import('../src/journal/copy-to-postgres.ts');
      await copyToPostgres(source.file, target, (table, rows) => {
        process.stdout.write(`${table.padEnd(16)} ${rows} copied, and the same when read back\n`);
      });
      process.stdout.write('the copy is complete: start the service with LEARNFLOW_STORE set to it\n');
    });
}
