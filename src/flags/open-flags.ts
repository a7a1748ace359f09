import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type Client, OpenFeature } from '@openfeature/server-sdk';
import { FLAG_NAMES, type FlagName, type FlagOverrides, type FlagSnapshot, type FlagState, rowOf } from '../flags.ts';
import { FlagFileError } from './flag-file-error.ts';
import { createFlagdFileProvider } from './flagd-file-provider.ts';
import { type FlagFile, type FlagPlace, readFlagFile } from './read-flag-file.ts';

/** How often the file is looked at, in milliseconds. Looking follows links, so a mounted ConfigMap's swap is seen. */
const LOOK_EVERY_MS = 250;

/** Flags that shape every decision and what becomes of it. */
const SHAPING = [
  'skill-library',
  'ml-classifier',
  'circuit-breaker',
  'retry-policy',
  'dead-letter-queue',
  'request-sanitization',
] as const satisfies readonly FlagName[];

export interface FlagSource {
  readonly path: string;
  readonly overrides: FlagOverrides;
  readonly place: FlagPlace;
}

/** Told of every change of state, for the log and the metrics. */
export interface FlagObserver {
  loaded(state: Pick<FlagFile, 'on' | 'rules'>, health: FlagHealth): void;
  refused(error: FlagFileError): void;
}

/** Whether the flags that hold are those of the file, as probes and operators see it. */
export interface FlagHealth {
  readonly revision: string;
  readonly loadedAtMs: number;
  /** Why the file as it is now was refused; the state before it holds. */
  readonly refusal: string | undefined;
  readonly guardsOff: readonly FlagName[];
}

export interface Flags {
  readonly overrides: FlagOverrides;
  snapshot(): FlagSnapshot;
  targeted(): ReadonlySet<FlagName>;
  /** Those the file speaks of; the others are as they ship. */
  named(): ReadonlySet<FlagName>;
  health(): FlagHealth;
  close(): Promise<void>;
}

let opened = 0;

/**
 * Reads the flags, serves them through OpenFeature, and follows the file: a new state holds within a second, one that is
 * refused leaves the last good one in place.
 * @throws {FlagFileError} when the file cannot be used at the start
 */
export async function openFlags(source: FlagSource, nowMs: () => number, observer: FlagObserver): Promise<Flags> {
  const { path, overrides, place } = source;
  const read = () => {
    const text = readText(path);
    return { text, file: readFlagFile(text, path, overrides, place) };
  };

  // Taken before the file is read: what changes in between is seen at the next look.
  let seen = markOf(path);
  let { text, file } = read();
  opened += 1;
  const domain = `learnflow-flags-${opened}`;
  await OpenFeature.setProviderAndWait(
    domain,
    createFlagdFileProvider(() => file.core),
  );
  const client = OpenFeature.getClient(domain);
  let snapshot = takeSnapshot(file, text, overrides, client);
  let loadedAtMs = nowMs();
  let refusal: string | undefined;
  const health = (): FlagHealth => ({
    revision: snapshot.revision,
    loadedAtMs,
    refusal,
    guardsOff: FLAG_NAMES.filter((name) => rowOf(name).isGuard === true && !snapshot.on[name]),
  });
  observer.loaded(file, health());

  const look = () => {
    const mark = markOf(path);
    if (mark === seen) return;
    seen = mark;
    try {
      const next = read();
      const isMended = refusal !== undefined;
      refusal = undefined;
      if (next.text !== text) {
        ({ text, file } = next);
        snapshot = takeSnapshot(file, text, overrides, client);
        loadedAtMs = nowMs();
      } else if (!isMended) return;
      observer.loaded(file, health());
    } catch (error) {
      if (!(error instanceof FlagFileError)) throw error;
      refusal = error.message;
      observer.refused(error);
    }
  };
  const looking = setInterval(look, LOOK_EVERY_MS).unref();

  return {
    overrides,
    snapshot: () => snapshot,
    targeted: () => file.targeted,
    named: () => file.named,
    health,
    async close() {
      clearInterval(looking);
    },
  };
}

function takeSnapshot(file: FlagFile, text: string, overrides: FlagOverrides, client: Client): FlagSnapshot {
  const { on, targeted } = file;
  const revision = createHash('sha256').update(text).update(JSON.stringify(overrides)).digest('hex').slice(0, 12);
  const shaping = Object.fromEntries(SHAPING.map((name): [FlagName, FlagState] => [name, on[name] ? 'on' : 'off']));
  return {
    revision,
    on,
    shaping,
    isOnFor: (name, studentId) =>
      targeted.has(name) ? client.getBooleanValue(name, on[name], { targetingKey: studentId }) : on[name],
  };
}

/** Changes whenever the file does, whether it is written, replaced, or reached by another link. */
function markOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    // Why it cannot be read is found out by reading it.
    return 'out of reach';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FlagFileError(path, [`it cannot be read (${code ?? 'unknown reason'})`]);
  }
}
