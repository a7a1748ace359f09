import type { Release } from '../../contract/model-release.ts';
import type { AuditRecord, KeptModel } from './journal.ts';
import { recordAudit } from './postgres-audit.ts';
import type { Queryable } from './postgres-connect.ts';

/** Keeps a model's file, inside a transaction, in place of one that was damaged. @returns false when it is there already */
export async function keepModel(client: Queryable, model: KeptModel, file: Uint8Array): Promise<boolean> {
  const { modelId, addedAtMs, addedBy, facts } = model;
  const { rowCount } = await client.query(
    `INSERT INTO models (model_id, added_at_ms, added_by, facts, file) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (model_id) DO UPDATE SET facts = excluded.facts, file = excluded.file
       WHERE models.file IS DISTINCT FROM excluded.file`,
    [modelId, addedAtMs, JSON.stringify(addedBy), JSON.stringify(facts), Buffer.from(file)],
  );
  if (rowCount !== 1) return false;
  const detail = { action: 'added', model_id: modelId, bytes: facts.bytes };
  await recordAudit(client, [{ atMs: addedAtMs, kind: 'model_change', actor: addedBy, detail }]);
  return true;
}

/** Only the revision after the one in force fits: of two who change it at once, one is told so. Inside a transaction. */
export async function changeRelease(client: Queryable, release: Release, entry: AuditRecord): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO releases (revision, release)
     SELECT $1::bigint, $2 WHERE $1 = (SELECT coalesce(max(revision), 0) + 1 FROM releases) ON CONFLICT DO NOTHING`,
    [release.revision, JSON.stringify(release)],
  );
  if (rowCount !== 1) return false;
  await recordAudit(client, [entry]);
  return true;
}

export function prepareModelReads(db: Queryable) {
  return {
    async listModels(): Promise<KeptModel[]> {
      const { rows } = await db.query(
        'SELECT model_id, added_at_ms, added_by, facts FROM models ORDER BY added_at_ms, model_id',
      );
      return rows.map(({ model_id, added_at_ms, added_by, facts }) => ({
        modelId: String(model_id),
        addedAtMs: Number(added_at_ms),
        addedBy: JSON.parse(String(added_by)),
        facts: JSON.parse(String(facts)),
      }));
    },
    async readModel(modelId: string): Promise<Uint8Array | undefined> {
      const { rows } = await db.query('SELECT file FROM models WHERE model_id = $1', [modelId]);
      return rows[0]?.file as Uint8Array | undefined;
    },
    async readRelease(): Promise<Release | undefined> {
      const { rows } = await db.query('SELECT release FROM releases ORDER BY revision DESC LIMIT 1');
      return rows[0] && JSON.parse(String(rows[0].release));
    },
  };
}
