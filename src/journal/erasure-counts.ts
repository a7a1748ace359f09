import type { Erasure } from '../../contract/audit.ts';

/** How many records of each kind an erasure removed. */
export type ErasureCounts = Pick<
  Erasure,
  'requests' | 'dead_letters' | 'feedback' | 'idempotency_keys' | 'audit_entries'
>;

export const NOTHING_ERASED: ErasureCounts = {
  requests: 0,
  dead_letters: 0,
  feedback: 0,
  idempotency_keys: 0,
  audit_entries: 0,
};

export function addCounts(one: ErasureCounts, other: ErasureCounts): ErasureCounts {
  return {
    requests: one.requests + other.requests,
    dead_letters: one.dead_letters + other.dead_letters,
    feedback: one.feedback + other.feedback,
    idempotency_keys: one.idempotency_keys + other.idempotency_keys,
    audit_entries: one.audit_entries + other.audit_entries,
  };
}
