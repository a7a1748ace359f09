import type { Actor, AuditKind } from '../../contract/audit.ts';
import { FLAG_NAMES, type FlagName, type FlagOverrides, rowOf } from '../flags.ts';
import type { FlagFile } from './read-flag-file.ts';

type FlagStates = Pick<FlagFile, 'on' | 'rules'>;

interface FlagChange {
  readonly atMs: number;
  readonly kind: Extract<AuditKind, 'flag_change' | 'guard_change'>;
  readonly actor: Actor;
  readonly detail: {
    readonly flag: string;
    readonly from: string;
    readonly to: string;
    readonly revision: string;
    /** `start`: it differs from what ships as the process begins. */
    readonly at: 'start' | 'reload';
  };
}

export interface FlagLoad {
  /** The state that held so far; undefined at the start, where what ships is the measure. */
  readonly before: FlagStates | undefined;
  readonly after: FlagStates;
  readonly overrides: FlagOverrides;
  readonly revision: string;
}

/**
 * What a new state of the flags changed, a moved rule for single students included, as entries of the audit trail. Whoever
 * can write the file or the environment is an operator; which person it was is not known to the service: the entry says
 * which of the two it came by and names the revision, under which the history of the file may know more.
 */
export function listFlagChanges({ before, after, overrides, revision }: FlagLoad, atMs: number): FlagChange[] {
  return FLAG_NAMES.flatMap((name) => {
    const from = before === undefined ? rowOf(name).shipped : describe(before, name);
    const to = describe(after, name);
    if (from === to) return [];
    const by = overrides[name] === undefined ? `flag file, revision ${revision}` : 'environment';
    return {
      atMs,
      kind: rowOf(name).isGuard === true ? ('guard_change' as const) : ('flag_change' as const),
      actor: { role: 'operator' as const, id: by },
      detail: { flag: name, from, to, revision, at: before === undefined ? ('start' as const) : ('reload' as const) },
    };
  });
}

function describe({ on, rules }: FlagStates, name: FlagName): string {
  const rule = rules[name];
  return `${on[name] ? 'on' : 'off'}${rule === undefined ? '' : `, ${rule}`}`;
}
