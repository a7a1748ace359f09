import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { SCHEMA_VERSION } from '../../src/journal/sqlite-schema.ts';

/** The files of a build that is not this one. */
export interface Build {
  readonly folder: string;
  readonly says: string;
  remove(): void;
}

/** What a build is made of, beside its packages. */
const SOURCES = ['agents', 'cli', 'contract', 'skills', 'src'];
const SCHEMA_FILE = 'src/journal/sqlite-schema.ts';

const git = (...args: string[]) =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The newest commit before this one whose `src` is another; undefined where the history holds none. */
export function checkOutPrevious(into: string): Build | undefined {
  const sources = (commit: string) => git('rev-parse', `${commit}:src`);
  const today = sources('HEAD');
  const commit = git('rev-list', '--first-parent', 'HEAD')
    .split('\n')
    .find((candidate) => sources(candidate) !== today);
  if (commit === undefined) return undefined;
  git('worktree', 'add', '--detach', into, commit);
  symlinkSync(resolve('node_modules'), join(into, 'node_modules'));
  return {
    folder: into,
    says: `the build before is ${git('log', '-1', '--format=%h %s', commit)}`,
    remove: () => git('worktree', 'remove', '--force', into),
  };
}

/** This build with one more step of its schema, which only adds: what the next one does to a store. */
export function writeNext(into: string): Build {
  mkdirSync(into);
  for (const name of [...SOURCES, 'package.json']) cpSync(name, join(into, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(into, 'node_modules'));
  const file = join(into, SCHEMA_FILE);
  const before = readFileSync(file, 'utf8');
  const step = `  {
    worksFrom: ${SCHEMA_VERSION},
    sql: \`
  ALTER TABLE requests ADD COLUMN mood TEXT;
  CREATE TABLE moods (request_id TEXT PRIMARY KEY, mood TEXT NOT NULL) STRICT;
  CREATE INDEX requests_by_mood ON requests (mood) WHERE mood IS NOT NULL;
  \`,
  },
];
`;
  const after = before.replace(/^\];\n/m, step);
  if (after === before) throw new Error(`${SCHEMA_FILE} has no list of steps to add to`);
  writeFileSync(file, after);
  return { folder: into, says: `the build after has schema ${SCHEMA_VERSION + 1}`, remove: () => {} };
}

/** Starts a build on a store, beside whatever works on it already. */
export async function startBuild({ folder }: Build, dataDir: string, env: Record<string, string>) {
  const args = ['serve', '--port', '0', '--metrics-port', '0', '--data-dir', dataDir, '--json'];
  const child = spawn(process.execPath, [join(folder, 'cli/learnflow.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  const lines = once(createInterface({ input: child.stdout }), 'line');
  const [first] = (await Promise.race([lines, ended])) as [unknown];
  if (typeof first !== 'string') throw new Error(`${folder} ended with ${first} before it was ready`);
  return {
    url: (JSON.parse(first) as { url: string }).url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
