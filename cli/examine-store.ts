import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { closeSession } from '../src/journal/postgres-connect.ts';
import { reach } from '../src/journal/postgres-open.ts';
import { MIGRATIONS, readSchema } from '../src/journal/postgres-schema.ts';
import { judgeSchema } from '../src/journal/schema-version.ts';
import { readSchema as readFileSchema, SCHEMA_VERSION } from '../src/journal/sqlite-schema.ts';
import type { StoreAddress } from '../src/open-journal.ts';
import type { Finding } from './doctor.ts';

const subject = 'store';
const RESTORE = 'stop the service and restore a backup';
/** SQLite's primary result codes for a file that is corrupt, or no database. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

/** How the store is: whether it can be read, its schema beside the one this build wants, how much it holds. */
export function examineStore(address: StoreAddress): Finding | Promise<Finding> {
  return address.kind === 'sqlite' ? examineFile(address.file) : examineServer(address);
}

function examineFile(file: string): Finding {
  if (!existsSync(file))
    return { subject, state: 'note', seen: `${file} does not exist yet: the first start makes it` };
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    const verdict = String(db.prepare('PRAGMA quick_check').get()?.quick_check);
    const requests = db.prepare('SELECT count(*) AS n FROM requests').get()?.n;
    const schema = readFileSchema(db);
    db.close();
    judgeSchema(schema, SCHEMA_VERSION, 'auto');
    const seen = `${file} is sound, ${requests} requests, schema ${schema.version} (this build: ${SCHEMA_VERSION})`;
    if (verdict === 'ok') return { subject, state: 'ok', seen };
    return { subject, state: 'wrong', seen: `${file}: ${verdict}`, remedy: RESTORE };
  } catch (error) {
    const isDamaged = DAMAGED.has(Number((error as { errcode?: number }).errcode) & 0xff);
    const remedy = isDamaged ? RESTORE : 'move the file away, or choose another with LEARNFLOW_STORE';
    return { subject, state: 'wrong', seen: `${file}: ${(error as Error).message}`, remedy };
  }
}

async function examineServer(address: Extract<StoreAddress, { kind: 'postgres' }>): Promise<Finding> {
  try {
    const client = await reach(address, { patienceMs: 0 });
    try {
      const schema = await readSchema(client);
      const { rows } = await client.query('SHOW server_version');
      const name = `PostgreSQL ${rows[0]?.server_version}`;
      if (schema.version === 0) {
        return { subject, state: 'note', seen: `${name}, no schema yet`, remedy: 'npx learnflow migrate' };
      }
      judgeSchema(schema, MIGRATIONS.length, 'check');
      return { subject, state: 'ok', seen: `${name}, schema ${schema.version} (this build: ${MIGRATIONS.length})` };
    } finally {
      closeSession(client);
    }
  } catch (error) {
    const remedy = 'see that the server runs and LEARNFLOW_STORE and LEARNFLOW_STORE_PASSWORD are right';
    return { subject, state: 'wrong', seen: (error as Error).message, remedy };
  }
}
