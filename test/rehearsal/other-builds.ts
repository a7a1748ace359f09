import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The files of a build that is not this one. */
export interface Build {
  readonly folder: string;
  readonly says: string;
  remove(): void;
}

/** What a build is made of, beside its packages. */
const SOURCES = ['agents', 'cli', 'contract', 'skills', 'src', 'flags.json', 'package.json'];

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

/** This build, changed as the next one will be. @param change makes it so in the folder, and says what it did */
export function writeNext(into: string, change: (folder: string) => string): Build {
  mkdirSync(into);
  for (const name of SOURCES) cpSync(name, join(into, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(into, 'node_modules'));
  return { folder: into, says: `the build after ${change(into)}`, remove: () => {} };
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
