import { type Release, SHIPPED_MODEL } from '../contract/model-release.ts';
import { TriageError } from './errors.ts';

/** What holds before anybody released anything: the model of the build. */
export const FIRST_RELEASE: Release = { revision: 0, active: SHIPPED_MODEL, previous: [] };

/** Steps a rollback can go back. */
const MAX_PREVIOUS = 20;

type Plan = Omit<Release, 'changed_at' | 'changed_by'>;

/**
 * The release in which a model decides for all or, with `percent`, is the candidate that decides for so many of a hundred
 * students, 0 in shadow.
 * @throws {TriageError} RELEASE_CONFLICT when that is how it stands already
 */
export function planActivation(now: Release, modelId: string, percent: number | undefined): Plan {
  const { revision, active, previous, candidate } = now;
  const next = { revision: revision + 1, active, previous };
  if (percent !== undefined) {
    if (modelId === active) throw conflict(`${modelId} is the active model: it decides for all, and is no candidate.`);
    if (candidate?.model_id === modelId && candidate.percent === percent) {
      throw conflict(`${modelId} is the candidate already, for ${percent} % of students.`);
    }
    return { ...next, candidate: { model_id: modelId, percent } };
  }
  if (modelId !== active) return { ...next, active: modelId, previous: [...previous, active].slice(-MAX_PREVIOUS) };
  if (candidate === undefined) throw conflict(`${modelId} is the active model already.`);
  return next;
}

/**
 * The release before: a candidate goes; where there is none, the model that decided before decides again. Never forward:
 * rolled back twice, it goes back twice.
 * @throws {TriageError} RELEASE_CONFLICT when there is nothing to go back to
 */
export function planRollback({ revision, active, previous, candidate }: Release): Plan {
  if (candidate !== undefined) return { revision: revision + 1, active, previous };
  const before = previous.at(-1);
  if (before === undefined) throw conflict('There is no candidate, and no model decided before this one.');
  return { revision: revision + 1, active: before, previous: previous.slice(0, -1) };
}

function conflict(why: string): TriageError {
  return new TriageError('RELEASE_CONFLICT', why);
}
