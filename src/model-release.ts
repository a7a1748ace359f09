import type { Logger } from 'pino';
import type { Feedback } from '../contract/feedback.ts';
import { type ModelsReport, type Release, SHIPPED_MODEL, type TrainedModelEntry } from '../contract/model-release.ts';
import type { Classify } from './classify/classify-message.ts';
import {
  createReleasedModels,
  type DetectMessage,
  type ModelsInUse,
  type ReleasedModels,
} from './classify/released-models.ts';
import { readShippedModel, readTrainedModel, type TrainedModel } from './classify/trained-model.ts';
import { createModelComparison } from './compare-models.ts';
import type { Change, ModelDesk } from './edge/model-routes.ts';
import { TriageError } from './errors.ts';
import type { ModelShelf, RequestLog } from './journal/journal.ts';
import { FIRST_RELEASE, planActivation, planRollback } from './plan-release.ts';
import type { ReleaseMetrics } from './telemetry/release-metrics.ts';

export interface ModelReleaseParts {
  readonly shelf: ModelShelf & Pick<RequestLog, 'find'>;
  readonly metrics: ReleaseMetrics;
  /** Told which trained models decide now, and how. */
  readonly inUse: (versions: readonly { version: string; stage: 'active' | 'canary' | 'shadow' }[]) => void;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

export interface ModelRelease extends ModelDesk {
  readonly detect: DetectMessage;
  readonly escalateBelow: ReleasedModels['escalateBelow'];
  /** Compares active model and candidate on every message, while there is a candidate. */
  comparing(classify: Classify): Classify;
  /** Counts what somebody says of an answer for the model that decided it. */
  noteFeedback(feedback: Feedback): void;
  close(): Promise<void>;
}

/** How often the release is looked at: another process that shares the store may have changed it, in milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** A model that breaks on many messages is told of this often, in milliseconds. */
const BROKE_EVERY_MS = 60_000;
/** How often a release that could not be followed is tried again, in milliseconds: the store may hold its model by then. */
const TRY_AGAIN_EVERY_MS = 5_000;

/**
 * Follows the release of trained models that is kept in the store, and changes it. A release that this process cannot follow
 * leaves the models before it in place, and is tried again.
 */
export async function openModelRelease(parts: ModelReleaseParts): Promise<ModelRelease> {
  const { shelf, metrics, inUse, logger, nowMs } = parts;
  const shipped = readShippedModel();
  const models = createReleasedModels(shipped, createBreakLog(logger));
  let release = FIRST_RELEASE;
  let seenRevision = -1;
  let refusal: string | undefined;
  let refusedAtMs = 0;
  const comparison = createModelComparison(models, metrics, nowMs);

  const isShipped = (modelId: string) => modelId === SHIPPED_MODEL || modelId === shipped.modelId;
  /** A release names the shipped model by its role, so that the next build brings its own. */
  const nameOf = (modelId: string) => (isShipped(modelId) ? SHIPPED_MODEL : modelId);

  /** @throws {TriageError} NOT_FOUND, MODEL_REFUSED, or JOURNAL_UNAVAILABLE */
  async function load(modelId: string): Promise<TrainedModel> {
    if (isShipped(modelId)) return shipped;
    const { active, candidate } = models.inUse();
    const loaded = [active, candidate?.model].find((model) => model?.modelId === modelId);
    if (loaded !== undefined) return loaded;
    const file = await shelf.readModel(modelId);
    if (file === undefined) throw new TriageError('NOT_FOUND', `There is no model ${modelId}.`);
    const model = read(file);
    if (model.modelId === modelId) return model;
    throw new TriageError('MODEL_REFUSED', `What is kept as ${modelId} is another model, ${model.modelId}.`);
  }

  /** @throws {TriageError} as `load` does */
  async function loadAll({ active, candidate }: Release): Promise<ModelsInUse> {
    if (candidate === undefined) return { active: await load(active) };
    const { model_id, percent } = candidate;
    const [first, second] = await Promise.all([load(active), load(model_id)]);
    return { active: first, candidate: { model: second, percent } };
  }

  function follow(next: Release, { active, candidate }: ModelsInUse): void {
    // What was loaded meanwhile for a later change is not undone by an earlier one.
    if (next.revision < release.revision) return;
    const isSameTrial = next.active === release.active && next.candidate?.model_id === release.candidate?.model_id;
    models.use({ active, candidate });
    if (candidate === undefined) comparison.end();
    else if (!isSameTrial || comparison.read() === undefined) comparison.begin();
    release = next;
    seenRevision = next.revision;
    refusal = undefined;
    metrics.followed(next);
    inUse([
      { version: active.modelId, stage: 'active' },
      ...(candidate === undefined
        ? []
        : [{ version: candidate.model.modelId, stage: candidate.percent > 0 ? 'canary' : 'shadow' } as const]),
    ]);
    logger.info(
      { revision: next.revision, active: next.active, candidate: next.candidate },
      'the release of models is followed',
    );
  }

  /** Follows a release without its candidate, where its active model can be had. */
  async function followActive(next: Release): Promise<void> {
    const active = await load(next.active).catch(() => undefined);
    if (active !== undefined) follow(next, { active });
  }

  async function look(): Promise<void> {
    const next = (await shelf.readRelease()) ?? FIRST_RELEASE;
    const isSeen = next.revision === seenRevision;
    if (isSeen && (refusal === undefined || performance.now() - refusedAtMs < TRY_AGAIN_EVERY_MS)) return;
    try {
      follow(next, await loadAll(next));
    } catch (error) {
      if (error instanceof TriageError && error.code === 'JOURNAL_UNAVAILABLE') throw error;
      // What is wrong with its candidate takes nobody the model that decides: a process that starts now has no other yet.
      if (next.candidate !== undefined && !isSeen) await followActive(next);
      const said = error instanceof Error ? error.message : String(error);
      const isKnown = isSeen && said === refusal;
      seenRevision = next.revision;
      refusal = said;
      refusedAtMs = performance.now();
      metrics.refused();
      if (isKnown) return;
      logger.error(
        { err: error, revision: next.revision },
        'a release cannot be followed: the models before it decide',
      );
    }
  }

  let looking: Promise<void> | undefined;
  let isAway = false;
  const lookOnce = () => {
    looking ??= look()
      .then(() => {
        isAway = false;
      })
      .catch((error: unknown) => {
        if (!isAway) logger.warn({ err: error }, 'the release of models cannot be read');
        isAway = true;
      })
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };

  async function change(
    plan: (now: Release) => Omit<Release, 'changed_at' | 'changed_by'>,
    { actor, revision: known }: Change,
    action: string,
  ) {
    const now = (await shelf.readRelease()) ?? FIRST_RELEASE;
    if (known !== undefined && known !== now.revision) {
      const by = now.changed_by?.id ?? now.changed_by?.role ?? 'somebody';
      const why = `The release is ${now.revision} by now, changed by ${by}, and no longer ${known}: look at it again.`;
      throw new TriageError('RELEASE_CONFLICT', why);
    }
    const atMs = nowMs();
    const next: Release = { ...plan(now), changed_at: new Date(atMs).toISOString(), changed_by: actor };
    // Before anybody follows it: what this process cannot use is no release.
    const loaded = await loadAll(next);
    const { revision, active, candidate } = next;
    const detail = { action, revision, from: now.active, active, ...(candidate !== undefined && { candidate }) };
    if (!(await shelf.changeRelease(next, { atMs, kind: 'model_change', actor, detail }))) {
      throw new TriageError('RELEASE_CONFLICT', 'Somebody else changed the release just now: look at it again.');
    }
    follow(next, loaded);
    return report();
  }

  async function report(): Promise<ModelsReport> {
    const roleOf = (modelId: string) =>
      nameOf(release.active) === nameOf(modelId)
        ? ('active' as const)
        : release.candidate !== undefined && nameOf(release.candidate.model_id) === nameOf(modelId)
          ? ('candidate' as const)
          : ('idle' as const);
    const entries = (await shelf.listModels()).map(
      ({ modelId, addedAtMs, addedBy, facts }): TrainedModelEntry => ({
        model_id: modelId,
        origin: 'added',
        role: roleOf(modelId),
        added_at: new Date(addedAtMs).toISOString(),
        added_by: addedBy,
        facts,
      }),
    );
    const compared = comparison.read();
    const own: TrainedModelEntry = {
      model_id: shipped.modelId,
      origin: SHIPPED_MODEL,
      role: roleOf(SHIPPED_MODEL),
      facts: shipped.facts,
    };
    return {
      release,
      deciding: models.inUse().active.modelId,
      ...(refusal !== undefined && { refusal }),
      models: [own, ...entries.filter(({ model_id }) => model_id !== shipped.modelId)],
      ...(compared !== undefined && { comparison: compared }),
    };
  }

  await lookOnce();
  const timer = setInterval(() => void lookOnce(), LOOK_EVERY_MS).unref();

  return {
    detect: models.detect,
    escalateBelow: models.escalateBelow,
    report,
    async add(file, actor) {
      const { modelId, facts } = read(file);
      const isNew = isShipped(modelId)
        ? false
        : await shelf.keepModel({ modelId, addedAtMs: nowMs(), addedBy: actor, facts }, file);
      const entry = (await report()).models.find(({ model_id }) => model_id === modelId);
      if (entry === undefined) throw new TypeError(`${modelId} was kept and is not there`);
      return { entry, isNew };
    },
    activate: (modelId, percent, by) =>
      change((now) => planActivation(now, nameOf(modelId), percent), by, percent === undefined ? 'activated' : 'tried'),
    rollBack: (by) => change(planRollback, by, 'rolled_back'),
    comparing: comparison.comparing,
    noteFeedback(feedback) {
      shelf.find(feedback.request_id).then(
        (request) => comparison.judge(request, feedback),
        (error: unknown) => logger.warn({ err: error }, 'an opinion could not be counted'),
      );
    },
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Says at once that a model broke, and after that now and then how often: it may do so on every message. */
function createBreakLog(logger: Logger) {
  const seen = new Map<string, { saidAtMs: number; times: number }>();
  return (modelId: string, error: unknown) => {
    const { saidAtMs, times } = seen.get(modelId) ?? { saidAtMs: Number.NEGATIVE_INFINITY, times: 0 };
    const isDue = performance.now() - saidAtMs >= BROKE_EVERY_MS;
    seen.set(modelId, isDue ? { saidAtMs: performance.now(), times: 0 } : { saidAtMs, times: times + 1 });
    if (isDue) logger.error({ err: error, model_id: modelId, times: times + 1 }, 'a model broke on a message');
  };
}

function read(file: Uint8Array): TrainedModel {
  try {
    return readTrainedModel(file);
  } catch (cause) {
    throw new TriageError('MODEL_REFUSED', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
