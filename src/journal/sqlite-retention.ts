import type { DatabaseSync } from 'node:sqlite';
import type { Actor } from '../../contract/audit.ts';
import { DAY_MS, KEY_LIFETIME_MS } from './history-row.ts';
import type { Retention } from './journal.ts';
import { TEXT_GONE, withoutTexts } from './remove-text.ts';
import type { Row } from './request-row.ts';

const BATCH = 200;

type Discard = (deadLetterId: string, atMs: number, actor: Actor, why: string) => unknown;

/** One bounded batch of what is older than its retention. */
export function prepareRetention(db: DatabaseSync, discardDeadLetter: Discard) {
  const readMark = db.prepare("SELECT value FROM settings WHERE name = 'text_removed_until_ms'");
  const writeMark = db.prepare(`
    INSERT INTO settings (name, value) VALUES ('text_removed_until_ms', ?) ON CONFLICT DO UPDATE SET value = excluded.value`);
  // The mark is where the last sweep came to: without it every sweep would walk over all that it has already done.
  const selectText = db.prepare(`
    SELECT r.*, d.dead_letter_id, d.state FROM requests r LEFT JOIN dead_letters d USING (request_id)
    WHERE accepted_at_ms >= ? AND accepted_at_ms < ? AND text_removed_at_ms IS NULL AND status <> 'accepted'
    ORDER BY accepted_at_ms LIMIT ${BATCH}`);
  const removeText = db.prepare(`
    UPDATE requests SET query = ?, classification = ?, reply = ?, attempts = NULL, text_removed_at_ms = ?
    WHERE request_id = ?`);
  const removeComments = db.prepare('UPDATE feedback SET comment = NULL WHERE request_id = ?');
  const deletions = {
    requests: db.prepare(`
      DELETE FROM requests WHERE request_id IN (
        SELECT request_id FROM requests WHERE accepted_at_ms < ? AND status <> 'accepted' ORDER BY accepted_at_ms LIMIT ${BATCH})`),
    audit: db.prepare(`
      DELETE FROM audit WHERE audit_id IN (
        SELECT audit_id FROM audit WHERE at_ms < ? AND kind <> 'erasure' ORDER BY at_ms LIMIT ${BATCH})`),
    keys: db.prepare(`
      DELETE FROM idempotency_keys WHERE (student_id, route, key) IN (
        SELECT student_id, route, key FROM idempotency_keys WHERE created_at_ms < ? LIMIT ${BATCH})`),
  };
  const deleteStudents = db.prepare(`
    DELETE FROM students WHERE student_id IN (
      SELECT student_id FROM students s
      WHERE NOT EXISTS (SELECT 1 FROM requests r WHERE r.student_id = s.student_id) LIMIT ${BATCH})`);

  function removeTexts(nowMs: number, beforeMs: number): number {
    const mark = Number((readMark.get() as Row | undefined)?.value ?? 0);
    const rows = selectText.all(mark, beforeMs) as Row[];
    for (const row of rows) {
      const id = String(row.request_id);
      if (row.state === 'waiting') {
        discardDeadLetter(String(row.dead_letter_id), nowMs, TEXT_GONE.actor, TEXT_GONE.why);
      }
      const { query, classification, reply } = withoutTexts(row);
      removeText.run(query, classification, reply, nowMs, id);
      removeComments.run(id);
    }
    const last = rows.at(-1);
    if (last !== undefined) writeMark.run(String(last.accepted_at_ms));
    return rows.length;
  }

  return {
    sweep(nowMs: number, { recordDays, textDays }: Retention): number {
      const recordsBefore = nowMs - recordDays * DAY_MS;
      const touched =
        removeTexts(nowMs, nowMs - textDays * DAY_MS) +
        Number(deletions.requests.run(recordsBefore).changes) +
        Number(deletions.audit.run(recordsBefore).changes) +
        Number(deletions.keys.run(nowMs - KEY_LIFETIME_MS).changes);
      return touched > 0 ? touched : Number(deleteStudents.run().changes);
    },
  };
}
