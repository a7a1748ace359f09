import { createHash } from 'node:crypto';
import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core';
import { FLAG_NAMES, FLAGS, type FlagName, type FlagOverrides, overrideEnvOf, rowOf } from '../flags.ts';
import { FlagFileError } from './flag-file-error.ts';
import { SILENT } from './silent-logger.ts';

/** Where the flags will hold, as far as that decides what is refused. */
export interface FlagPlace {
  readonly isProduction: boolean;
  /** Whether only this machine can reach the service. */
  readonly isLoopback: boolean;
  /** Whether a language model is configured. */
  readonly hasModel: boolean;
}

/** One accepted state of the flags. */
export interface FlagFile {
  readonly core: FlagdCore;
  readonly on: Readonly<Record<FlagName, boolean>>;
  readonly targeted: ReadonlySet<FlagName>;
  /** How those that are targeted choose, in words fit for the audit trail. */
  readonly rules: Readonly<Partial<Record<FlagName, string>>>;
  /** Those the file speaks of. */
  readonly named: ReadonlySet<FlagName>;
}

/** Students that no rule can know: enough of them that every bucket of a split is met. */
const TRIAL_STUDENTS = Array.from({ length: 200 }, (_, index) => ({ targetingKey: `trial-${index}` }));

/**
 * Reads a flagd file and judges the state it gives, overrides included.
 * @param source how messages name the file
 * @throws {FlagFileError} naming every mistake and every rule the state breaks
 */
export function readFlagFile(text: string, source: string, overrides: FlagOverrides, place: FlagPlace): FlagFile {
  const flags = parseFlags(text, source);
  const mistakes = Object.entries(flags).flatMap(([name, flag]) => [...mistakesOf(name, flag)]);
  if (mistakes.length > 0) throw new FlagFileError(source, mistakes);

  const core = load(text, source);
  const targeted = new Set(
    FLAG_NAMES.filter((name) => flags[name]?.targeting !== undefined && overrides[name] === undefined),
  );
  const on = Object.fromEntries(
    FLAG_NAMES.map((name) => {
      const shipped = rowOf(name).shipped === 'on';
      return [name, overrides[name] ?? core.resolveBooleanEvaluation(name, shipped, {}, SILENT).value];
    }),
  ) as Record<FlagName, boolean>;
  const broken = [...targeted].flatMap((name) => [...faultsOfTargeting(core, name)]);
  const refused = [...broken, ...refusalsOf(on, targeted, overrides, place)];
  if (refused.length > 0) throw new FlagFileError(source, refused);
  const rules = Object.fromEntries([...targeted].map((name) => [name, describeRule(flags[name] ?? {}, text)]));
  return { core, on, targeted, rules, named: new Set(Object.keys(flags) as FlagName[]) };
}

type RawFlag = { state?: unknown; variants?: unknown; defaultVariant?: unknown; targeting?: unknown };

function parseFlags(text: string, source: string): Record<string, RawFlag> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new FlagFileError(source, ['it is not JSON']);
  }
  const flags = (file as { flags?: unknown } | null)?.flags;
  if (!isObject(flags)) throw new FlagFileError(source, ['it has no object "flags"']);
  return flags as Record<string, RawFlag>;
}

function* mistakesOf(name: string, flag: RawFlag): Generator<string> {
  if (!Object.hasOwn(FLAGS, name)) {
    yield `${name}: there is no such flag`;
    return;
  }
  if (!isObject(flag)) {
    yield `${name}: wanted an object`;
    return;
  }
  const { state, variants, defaultVariant, targeting } = flag;
  if (state !== 'ENABLED') yield `${name}: "state" must be ENABLED; to turn it off, choose "defaultVariant": "off"`;
  if (!isObject(variants)) {
    yield `${name}: "variants" must be an object`;
    return;
  }
  const wrong = Object.entries(variants).find(([, value]) => typeof value !== 'boolean');
  if (wrong !== undefined) yield `${name}: the variant "${wrong[0]}" must be true or false`;
  if (typeof defaultVariant !== 'string' || !Object.hasOwn(variants, defaultVariant)) {
    yield `${name}: "defaultVariant" must name one of its variants`;
  }
  if (isObject(targeting) && Object.keys(targeting).length > 0 && rowOf(name as FlagName).isTargetable !== true) {
    yield `${name}: it is the same for everyone and takes no targeting`;
  }
}

function load(text: string, source: string): FlagdCore {
  const storage = new MemoryStorage(SILENT);
  try {
    storage.setConfigurations(text, true);
  } catch (cause) {
    throw new FlagFileError(source, [`it is not a flagd file: ${firstLine(cause)}`]);
  }
  return new FlagdCore(storage, SILENT);
}

/**
 * A plain split is told in full; of any other rule only a fingerprint is, because it may name students, whom the audit trail
 * could not forget.
 */
function describeRule({ variants, targeting }: RawFlag, text: string): string {
  const split = isObject(targeting) && Object.keys(targeting).length === 1 ? targeting.fractional : undefined;
  const isPlain =
    Array.isArray(split) &&
    split.every((part) => Array.isArray(part) && Object.hasOwn(variants as object, part[0]) && part.length <= 2);
  const isAsNamed = JSON.stringify(variants) === '{"on":true,"off":false}';
  if (isPlain && isAsNamed) return `split ${split.map(([variant, weight = 1]) => `${variant} ${weight}`).join(', ')}`;
  // A rule that borrows from elsewhere in the file changes with it.
  const whole = JSON.stringify([variants, targeting]);
  const read = whole.includes('"$ref"') ? text : whole;
  return `rule ${createHash('sha256').update(read).digest('hex').slice(0, 12)}`;
}

/** Rules that only fail when they are asked fail here instead of at a student's message. */
function* faultsOfTargeting(core: FlagdCore, name: FlagName): Generator<string> {
  for (const student of TRIAL_STUDENTS) {
    const { reason, errorMessage } = core.resolveBooleanEvaluation(name, false, student, SILENT);
    if (reason === 'ERROR') {
      yield `${name}: its targeting does not work: ${errorMessage}`;
      return;
    }
  }
}

function* refusalsOf(
  on: Readonly<Record<FlagName, boolean>>,
  targeted: ReadonlySet<FlagName>,
  overrides: FlagOverrides,
  { isProduction, isLoopback, hasModel }: FlagPlace,
): Generator<string> {
  for (const name of FLAG_NAMES) {
    if (rowOf(name).isGuard !== true || on[name] || (isLoopback && !isProduction)) continue;
    const where = isProduction ? 'in production' : 'on an address others can reach';
    const by = overrides[name] === undefined ? '' : ` (${overrideEnvOf(name)})`;
    yield `${name}: it is a guard and stays on ${where}${by}`;
  }
  if (on['skill-library']) return;
  const missing = !hasModel
    ? 'no language model is configured'
    : targeted.has('openai-router')
      ? 'openai-router is not on for everyone'
      : on['openai-router']
        ? undefined
        : 'openai-router is off too';
  if (missing !== undefined) yield `skill-library: off leaves no classifier, because ${missing}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const found = /"instancePath": "([^"]*)"[\s\S]*?"message": "([^"]*)"/.exec(text);
  return found === null ? (text.split('\n', 1)[0] ?? '') : `${found[1]} ${found[2]}`;
}
