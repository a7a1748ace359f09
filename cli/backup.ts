import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Command } from 'commander';
import { type Config, readConfig } from '../src/config.ts';
import { type ErasureLine, parseErasureLines } from '../src/journal/erasures.ts';
import { backUpSqlite, restoreSqlite, type StoreContents } from '../src/journal/sqlite-backup.ts';
import { openJournal, type StoreAddress, toStoreAddress } from '../src/open-journal.ts';
import { eraseAgain, readErasures } from '../src/reapply-erasures.ts';
import { dataDirOption } from './data-dir-option.ts';
import { findService } from './find-service.ts';
import { keepNewest, nextBackup, replaceFile } from './kept-files.ts';

interface BackupOptions {
  readonly dataDir: string;
  readonly into?: string;
  readonly keep: string;
}

interface ErasuresOptions {
  readonly dataDir: string;
  readonly into?: string;
  readonly again?: string;
}

interface RestoreOptions {
  readonly dataDir: string;
  readonly erasures?: string;
  readonly withoutErasures?: boolean;
}

export function registerBackup(program: Command): void {
  program
    .command('backup')
    .description('write the store as it is at this moment into a file, beside a running service')
    .argument('[file]', 'a file that is not there yet')
    .option('--into <folder>', 'instead of a file: one named after this moment, in a folder of many')
    .option('--keep <count>', 'with --into: how many of the newest stay', '14')
    .addOption(dataDirOption())
    .action(async (given: string | undefined, { dataDir, into, keep }: BackupOptions) => {
      if ((given === undefined) === (into === undefined)) throw new Error('give a file, or --into <folder>');
      if (!/^[1-9]\d{0,4}$/.test(keep)) throw new Error(`--keep: wanted a number of files, got ${keep}`);
      const file = given ?? nextBackup(into ?? '', Date.now());
      const { requests, schema } = await backUp(addressOf(dataDir), file);
      process.stdout.write(`${file}: ${requests} requests or more, schema ${schema}\n`);
      // Only now: a backup that failed takes none of the others away.
      if (into !== undefined) process.stdout.write(`${keepNewest(into, Number(keep))} backups in ${into}\n`);
    });

  program
    .command('erasures')
    .description(
      'print who was erased, as hashes, one line of JSON each: keep it apart from the backups, and more often',
    )
    .option('--into <file>', 'write them there instead, in addition to what it holds')
    .option('--again <file>', 'erase again who is on that list: after a database was put back to an earlier time')
    .addOption(dataDirOption())
    .action(async ({ dataDir, into, again }: ErasuresOptions) => {
      if (into !== undefined && again !== undefined) throw new Error('give --into or --again, not both');
      if (again !== undefined) {
        const lines = parseErasureLines(readFileSync(again, 'utf8'));
        const count = await eraseFrom(readConfig(process.env, { dataDir }), lines);
        process.stdout.write(`${count} students are erased again\n`);
        return;
      }
      const kept = into !== undefined && existsSync(into) ? parseErasureLines(readFileSync(into, 'utf8')) : [];
      const lines = await readErasures(addressOf(dataDir), kept);
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      if (into === undefined) process.stdout.write(text);
      else replaceFile(into, text);
    });

  program
    .command('restore')
    .description('make a store of a backup where there is none; who was erased since is erased again')
    .argument('<file>', 'what "learnflow backup" wrote')
    .option('--erasures <file>', 'what "learnflow erasures" printed last')
    .option('--without-erasures', 'there is no such list: students erased after the backup come back')
    .addOption(dataDirOption())
    .action(async (file: string, { dataDir, erasures, withoutErasures }: RestoreOptions) => {
      const lines = readList(erasures, withoutErasures === true);
      const config = readConfig(process.env, { dataDir });
      const address = toStoreAddress(config);
      requireKind(file, address);
      await requireNoService(config);
      let count = 0;
      // Before anybody can start on it: were it done afterwards and failed, they would be back.
      const { requests, schema } = await restore(file, address, async (store) => {
        if (lines !== undefined) count = await eraseFrom({ ...config, store, migrate: 'auto' }, lines);
      });
      process.stdout.write(`${requests} requests, schema ${schema}\n`);
      if (lines === undefined) {
        process.stderr.write('WARNING: students who were erased after this backup are in the store again\n');
        return;
      }
      process.stdout.write(`${count} students who were erased after the backup are erased again\n`);
    });
}

async function backUp(address: StoreAddress, file: string): Promise<StoreContents> {
  if (address.kind === 'sqlite') return backUpSqlite(address.file, file);
  const { backUpPostgres } = await import('../src/journal/postgres-backup.ts');
  return backUpPostgres(address, file, process.env.PATH ?? '');
}

async function restore(
  file: string,
  address: StoreAddress,
  finish: (store: string) => Promise<void>,
): Promise<StoreContents> {
  if (address.kind === 'sqlite') return restoreSqlite(file, address.file, (partial) => finish(`sqlite:${partial}`));
  const { restorePostgres } = await import('../src/journal/postgres-backup.ts');
  return restorePostgres(file, address, process.env.PATH ?? '', () => finish(address.url));
}

async function eraseFrom(config: Config, lines: readonly ErasureLine[]): Promise<number> {
  const journal = await openJournal(config, { failed: () => undefined, reached: () => undefined });
  try {
    return await eraseAgain(journal, toStoreAddress(config), lines);
  } finally {
    await journal.close();
  }
}

const addressOf = (dataDir: string): StoreAddress => toStoreAddress(readConfig(process.env, { dataDir }));

/** @throws {Error} unless it was said what becomes of those who were erased after the backup */
function readList(file: string | undefined, without: boolean): ErasureLine[] | undefined {
  if (file !== undefined) return parseErasureLines(readFileSync(file, 'utf8'));
  if (without) return undefined;
  throw new Error(
    'students erased after the backup would be in the store again: give --erasures <what "learnflow erasures" printed last>, or --without-erasures where there is no such list',
  );
}

/** @throws {Error} while a service lives on the data folder whose store is to be made: it goes on with what was there */
async function requireNoService({ store, dataDir }: Config): Promise<void> {
  const running = store === undefined ? await findService(dataDir) : undefined;
  if (running !== undefined) throw new Error(`a service runs on ${dataDir}, process ${running.pid}: stop it first`);
}

/** @throws {Error} when a backup is of the other kind of store */
function requireKind(file: string, { kind }: StoreAddress): void {
  const head = Buffer.alloc(16);
  const handle = openSync(file, 'r');
  readSync(handle, head, 0, head.length, 0);
  closeSync(handle);
  const found = head.toString('latin1').startsWith('PGDMP')
    ? 'postgres'
    : head.toString('latin1') === 'SQLite format 3\0'
      ? 'sqlite'
      : 'neither';
  if (found === kind) return;
  if (found === 'neither') throw new Error(`${file} is not a backup`);
  throw new Error(
    `${file} is a backup of ${found}, and LEARNFLOW_STORE names ${kind}; "learnflow store copy" moves from one to the other`,
  );
}
