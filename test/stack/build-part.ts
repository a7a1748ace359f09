import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { skipAloud } from '../skip-aloud.ts';

/** A server that no package registry has as a program: built once from a module of ours, and kept outside the project. */
export interface Part {
  /** The folder under `test/stack/` it is built from: every file in it counts for the cache. */
  readonly name: string;
  /** Programs that must be on the PATH to build it and to run it. */
  readonly tools: readonly string[];
  /** The command that builds it, run in its folder. What it makes belongs into `into`. */
  readonly command: (into: string) => readonly [string, ...string[]];
}

/** Every command (`package main`) of the Go module in `test/stack/<name>`, each a program of its folder's name. */
export function goPart(name: string): Part {
  return {
    name,
    tools: ['go'],
    command: (into) => ['go', 'build', '-trimpath', '-ldflags=-s -w', '-o', into, './...'],
  };
}

/** Where a part lies once it is built, or undefined. */
export function findPart(part: Part): string | undefined {
  const folder = folderOf(part);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Why tests with this part cannot run here, or undefined where they can.
 * @throws {Error} where everything is required, and it is not built
 */
export function missingPart(part: Part): string | undefined {
  if (findPart(part) !== undefined) return undefined;
  const tool = missingTool(part);
  if (tool !== undefined) return skipAloud(`no ${tool} on the PATH for ${part.name}`);
  return skipAloud(`${part.name} is not built (npm run stack -- --build-only)`);
}

/** @throws {Error} when it has not been built: that takes minutes, too long for a test */
export function requirePart(part: Part): string {
  const folder = findPart(part);
  if (folder === undefined) throw new Error(`${part.name} is not built: npm run stack -- --build-only`);
  return folder;
}

/**
 * Builds a part unless it is there already. Two processes that ask at once build it once.
 * @returns the folder that holds it
 * @throws {Error} when a tool is missing or the build fails; the builder's own words are on stderr
 */
export async function buildPart(part: Part): Promise<string> {
  const folder = folderOf(part);
  const lock = `${folder}.lock`;
  mkdirSync(dirname(folder), { recursive: true });
  while (!existsSync(folder)) {
    if (!takeLock(lock)) {
      await wait(500);
      continue;
    }
    try {
      await runBuild(part, folder);
    } finally {
      rmSync(lock);
    }
  }
  return folder;
}

export function missingTool({ tools }: Part): string | undefined {
  return tools.find((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
}

async function runBuild(part: Part, folder: string): Promise<void> {
  const tool = missingTool(part);
  if (tool !== undefined) throw new Error(`${part.name} cannot be built: no ${tool} on the PATH`);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const [program, ...args] = part.command(unfinished);
  const build = spawn(program, args, {
    cwd: sourceOf(part),
    stdio: ['ignore', 2, 2],
    // No C compiler is wanted for any part.
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0) {
    rmSync(unfinished, { recursive: true });
    throw new Error(`${part.name} could not be built: ${program} ended with ${code}`);
  }
  renameSync(unfinished, folder);
}

/** A lock whose owner is dead is taken over. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!existsSync(lock) || isAlive(Number(readFileSync(lock, 'utf8')))) return false;
    rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const sourceOf = ({ name }: Part) => join(import.meta.dirname, name);

function folderOf(part: Part): string {
  const source = sourceOf(part);
  const files = globSync('**/*', { cwd: source }).filter((file) => statSync(join(source, file)).isFile());
  const hash = createHash('sha256').update(JSON.stringify([process.platform, process.arch, part.command('')]));
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(join(source, file)));
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(cache, 'learnflow-stack', `${part.name}-${hash.digest('hex').slice(0, 16)}`);
}
