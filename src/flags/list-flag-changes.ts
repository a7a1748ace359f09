import type { Actor, AuditKind } from '../../contract/audit.ts';
import { FLAG_NAMES, type FlagSnapshot, rowOf } from '../flags.ts';

interface FlagChange {
  readonly atMs: number;
  readonly kind: Extract<AuditKind, 'flag_change' | 'guard_change'>;
  readonly actor: Actor;
  readonly detail: { readonly flag: string; readonly from: string; readonly to: string; readonly revision: string };
}

const word = (isOn: boolean): string => (isOn ? 'on' : 'off');

/**
 * What a new state of the flags changed, as entries of the audit trail. Who wrote the file is not known to the service: the
 * entry names the revision, under which the file's own history does.
 * @param before the state that held so far; at the start, what ships
 */
export function listFlagChanges(
  before: FlagSnapshot['on'],
  after: FlagSnapshot['on'],
  revision: string,
  atMs: number,
): FlagChange[] {
  return FLAG_NAMES.filter((name) => before[name] !== after[name]).map((name) => ({
    atMs,
    kind: rowOf(name).isGuard === true ? 'guard_change' : 'flag_change',
    actor: { role: 'system' },
    detail: { flag: name, from: word(before[name]), to: word(after[name]), revision },
  }));
}
