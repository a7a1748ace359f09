import type { History } from '../../contract/agent.ts';
import { type AgentId, INTENTS, type Intent } from '../../contract/intents.ts';
import type { Reply } from '../../contract/triage-response.ts';
import { type Row, toIso } from './request-row.ts';

export const DAY_MS = 86_400_000;
/** How long an idempotency key stands for its request, in milliseconds. */
export const KEY_LIFETIME_MS = 24 * 3_600_000;
/** Requests a history shows one by one, the newest. */
export const HISTORY_LENGTH = 20;

/**
 * What is known of a student.
 * @param counts a row for each intent: `messages`, `first_ms`, and `recent` of the last seven days
 * @param recent rows of `requests`, newest first
 */
export function toHistory(counts: readonly Row[], activeDays: number, recent: readonly Row[]): History {
  const firstMs = Math.min(...counts.map((row) => Number(row.first_ms)));
  return {
    messages: counts.reduce((sum, row) => sum + Number(row.messages), 0),
    ...(counts.length > 0 && { first_seen: toIso(firstMs) }),
    active_days: activeDays,
    by_intent: tally(counts, 'messages'),
    last_7_days: tally(counts, 'recent'),
    recent: recent.map((row) => ({
      at: toIso(row.accepted_at_ms),
      intent: row.intent as Intent,
      agent: row.agent as AgentId,
      status: String(row.status),
      topics: row.reply === null ? [] : (JSON.parse(String(row.reply)) as Reply).topics,
    })),
  };
}

function tally(rows: readonly Row[], column: 'messages' | 'recent'): Record<Intent, number> {
  const counts = Object.fromEntries(INTENTS.map((intent) => [intent, 0])) as Record<Intent, number>;
  for (const row of rows) counts[row.intent as Intent] = Number(row[column]);
  return counts;
}
