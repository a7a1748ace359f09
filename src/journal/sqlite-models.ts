import type { DatabaseSync } from 'node:sqlite';
import type { Release } from '../../contract/model-release.ts';
import type { AuditRecord, KeptModel } from './journal.ts';
import type { Row } from './request-row.ts';

/** Trained models and the releases of them; writes run inside the writer's transaction. */
export function prepareModelWrites(db: DatabaseSync, audit: (record: AuditRecord) => void) {
  // An id is made of the bytes: where others are kept under it, they were damaged.
  const insert = db.prepare(`
    INSERT INTO models (model_id, added_at_ms, added_by, facts, file) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET facts = excluded.facts, file = excluded.file WHERE file IS NOT excluded.file`);
  // Only the revision after the one in force fits: of two who change it at once, one is told so.
  const change = db.prepare(`
    INSERT INTO releases (revision, release)
    SELECT :revision, :release WHERE :revision = (SELECT coalesce(max(revision), 0) + 1 FROM releases)`);

  return {
    keepModel({ modelId, addedAtMs, addedBy, facts }: KeptModel, file: Uint8Array): boolean {
      const kept = insert.run(modelId, addedAtMs, JSON.stringify(addedBy), JSON.stringify(facts), file).changes > 0;
      const detail = { action: 'added', model_id: modelId, bytes: facts.bytes };
      if (kept) audit({ atMs: addedAtMs, kind: 'model_change', actor: addedBy, detail });
      return kept;
    },

    changeRelease(release: Release, entry: AuditRecord): boolean {
      const { revision } = release;
      if (change.run({ revision, release: JSON.stringify(release) }).changes === 0) return false;
      audit(entry);
      return true;
    },
  };
}

export function prepareModelReads(db: DatabaseSync) {
  const list = db.prepare('SELECT model_id, added_at_ms, added_by, facts FROM models ORDER BY added_at_ms, model_id');
  const read = db.prepare('SELECT file FROM models WHERE model_id = ?');
  const newest = db.prepare('SELECT release FROM releases ORDER BY revision DESC LIMIT 1');

  return {
    listModels: (): KeptModel[] =>
      (list.all() as Row[]).map(({ model_id, added_at_ms, added_by, facts }) => ({
        modelId: String(model_id),
        addedAtMs: Number(added_at_ms),
        addedBy: JSON.parse(String(added_by)),
        facts: JSON.parse(String(facts)),
      })),
    readModel: (modelId: string): Uint8Array | undefined =>
      (read.get(modelId) as Row | undefined)?.file as Uint8Array | undefined,
    readRelease(): Release | undefined {
      const row = newest.get() as Row | undefined;
      return row && JSON.parse(String(row.release));
    },
  };
}
