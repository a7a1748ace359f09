import type { FlagStatus, FlagsReport } from '../../contract/flag-status.ts';
import { FLAG_NAMES, rowOf } from '../flags.ts';
import type { Flags } from './open-flags.ts';

/**
 * The flags as operators see them.
 * @param studentId whom targeted flags are evaluated for, where someone is asked about
 */
export async function reportFlags(flags: Flags, studentId: string | undefined): Promise<FlagsReport> {
  const snapshot = flags.snapshot();
  const { revision, loadedAtMs, refusal } = flags.health();
  const rows = FLAG_NAMES.map(async (name): Promise<FlagStatus> => {
    const { group, owner, shipped, isGuard, purpose, whenOff } = rowOf(name);
    const forStudent = studentId === undefined ? undefined : await snapshot.isOnFor(name, studentId);
    return {
      name,
      group,
      owner,
      state: snapshot.on[name] ? 'on' : 'off',
      shipped,
      source: flags.overrides[name] !== undefined ? 'override' : flags.named().has(name) ? 'file' : 'default',
      guard: isGuard === true,
      targeted: flags.targeted().has(name),
      ...(forStudent !== undefined && { for_student: forStudent ? 'on' : 'off' }),
      purpose,
      when_off: whenOff,
    };
  });
  return {
    revision,
    loaded_at: new Date(loadedAtMs).toISOString(),
    ...(refusal !== undefined && { refusal }),
    flags: await Promise.all(rows),
  };
}
