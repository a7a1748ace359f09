import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Journal } from './journal/journal.ts';
import { createSqliteJournal } from './journal/sqlite-journal.ts';

/** Where the journal lives. */
export type StoreAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly password: string | undefined;
      readonly timeoutMs: number;
    };

type StoreSettings = Pick<Config, 'store' | 'storePassword' | 'storeTimeoutMs' | 'dataDir'>;

export function toStoreAddress({ store, storePassword, storeTimeoutMs, dataDir }: StoreSettings): StoreAddress {
  if (store === undefined) return { kind: 'sqlite', file: join(dataDir, 'learnflow.db') };
  if (store.startsWith('sqlite:')) return { kind: 'sqlite', file: store.slice('sqlite:'.length) };
  return { kind: 'postgres', url: store, password: storePassword, timeoutMs: storeTimeoutMs };
}

export interface JournalEvents {
  /** It has stopped for good, and the process should start anew. */
  readonly failed: (reason: string) => void;
  /** The store cannot be used any more, with why; or it can again, without. */
  readonly reached: (failure?: unknown) => void;
}

/**
 * Opens the journal where the settings say.
 * @throws {Error} when the store cannot be opened, or its schema is not this build's
 */
export async function openJournal(config: Config, { failed, reached }: JournalEvents): Promise<Journal> {
  const address = toStoreAddress(config);
  const { migrate, storeConnections: connections } = config;
  if (address.kind === 'sqlite') return createSqliteJournal(address.file, { migrate, onFailure: failed });
  // Loaded only where it is used: its driver is of no use to a service on a file.
  const { createPostgresJournal } = await import('./journal/postgres-journal.ts');
  return createPostgresJournal({ ...address, connections, migrate, onReach: reached });
}
