import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

// What the package weighs once installed, and how long a start takes until the service answers.

const RUNS = 5;

function sizeOfTree(path: string): number {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOfTree(join(path, name)), 0);
}

/** Folders of the installed packages that production needs. */
function listPackages(): string[] {
  const listing = execFileSync('npm', ['ls', '--all', '--parseable', '--omit=dev'], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return listing.split('\n').filter((path) => path.includes('node_modules'));
}

const inMiB = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
const sizeOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + sizeOfTree(path), 0);
const packages = listPackages();
const runtime = packages.filter((path) => /node_modules\/node-(bin-)?(linux|darwin|win)/.test(path));
const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');
console.log(`production packages        ${packages.length}, ${inMiB(sizeOf(packages))}`);
console.log(`  of that the Node runtime ${inMiB(sizeOf(runtime))}`);
console.log(`with development packages  ${inMiB(sizeOfTree('node_modules'))}`);
console.log(`files of ours              ${tracked.length}, ${inMiB(sizeOf(tracked))}`);

const startMs: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const dataDir = mkdtempSync(join(tmpdir(), 'learnflow-start-'));
  const from = performance.now();
  const args = ['cli/learnflow.js', 'serve', '--port', '0', '--metrics-port', '0', '--json', '--data-dir', dataDir];
  const service = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(createInterface({ input: service.stdout }), 'line');
  startMs.push(performance.now() - from);
  service.kill('SIGTERM');
  await once(service, 'exit');
  rmSync(dataDir, { recursive: true, force: true });
}
startMs.sort((a, b) => a - b);
console.log(`start until ready          median ${startMs[RUNS >> 1]?.toFixed(0)} ms of ${RUNS}`);
