import type { Actor } from '../../contract/audit.ts';
import type { Reply } from '../../contract/triage-response.ts';
import type { Row } from './request-row.ts';

const REMOVED_TEXT = 'The text of this answer was removed when its retention ended.';

/** Who discards a dead letter whose text is removed, and why. */
export const TEXT_GONE: { readonly actor: Actor; readonly why: string } = {
  actor: { role: 'system', id: 'retention' },
  why: 'its text was removed, so it can no longer be answered',
};

/** The columns of a row of `requests` without anything its student or tutor wrote; what was decided stays. */
export function withoutTexts(row: Row) {
  return {
    query: '{"query":"","removed":{}}',
    classification: JSON.stringify({ ...JSON.parse(String(row.classification)), evidence: [] }),
    reply: row.reply === null ? null : JSON.stringify(withoutText(JSON.parse(String(row.reply)))),
  };
}

function withoutText({ agent, topics }: Reply): Reply {
  return { agent, text: REMOVED_TEXT, topics };
}
