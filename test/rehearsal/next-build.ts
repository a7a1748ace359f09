import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { MODEL_FORMAT_VERSION } from '../../skills/triage-logic/engine/model.ts';
import { MIGRATIONS as POSTGRES_STEPS } from '../../src/journal/postgres-schema.ts';
import { SCHEMA_VERSION } from '../../src/journal/sqlite-schema.ts';

/** Where each store's steps stand, how many there are, and how its tables are made. */
const SCHEMAS = [
  { file: 'src/journal/sqlite-schema.ts', version: SCHEMA_VERSION, table: ' STRICT' },
  { file: 'src/journal/postgres-schema.ts', version: POSTGRES_STEPS.length, table: '' },
];

/** One more step of the schema of both stores, which only adds: a column, a table, an index. */
export function addSchemaStep(folder: string): string {
  for (const { file, version, table } of SCHEMAS) {
    const step = `  {
    worksFrom: ${version},
    sql: \`
  ALTER TABLE requests ADD COLUMN mood TEXT;
  CREATE TABLE moods (request_id TEXT PRIMARY KEY, mood TEXT NOT NULL)${table};
  CREATE INDEX requests_by_mood ON requests (mood) WHERE mood IS NOT NULL;
  \`,
  },
];
`;
    change(join(folder, file), /^\];\n/m, step);
  }
  return 'adds a column, a table and an index to the schema';
}

/** Another format of model files, that of its own models included: this build cannot read them. */
export function raiseModelFormat(folder: string): string {
  const next = MODEL_FORMAT_VERSION + 1;
  change(
    join(folder, 'skills/triage-logic/engine/model.ts'),
    `MODEL_FORMAT_VERSION = ${MODEL_FORMAT_VERSION};`,
    `MODEL_FORMAT_VERSION = ${next};`,
  );
  const models = globSync(join(folder, 'skills/triage-logic/model/*.model'));
  if (models.length === 0) throw new Error('the build has no model');
  for (const file of models) writeFileSync(file, toModelFormat(readFileSync(file), next));
  return `writes and reads models of format ${next}`;
}

/** The file of a model as another format would write it: only its version differs, and so its checksum. */
export function toModelFormat(file: Uint8Array, version: number): Uint8Array {
  const bytes = file.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(4, version, true);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, bytes.length - 4)), true);
  return bytes;
}

function change(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has nothing to change`);
  writeFileSync(file, after);
}
