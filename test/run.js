// Runs the project's tests with node:test: all of them, or those under the paths given. Plain JavaScript, so that
// an old Node reaches the guard instead of a syntax error.
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { requireNode } from '../cli/require-node.js';

requireNode();
const roots = process.argv.slice(2);
const wanted =
  roots.length > 0 ? roots : ['contract', 'skills', 'agents', 'src', 'cli', 'specs', 'test', 'bench', 'deploy'];
const files = wanted.flatMap((root) =>
  statSync(root, { throwIfNoEntry: false })?.isFile() ? [root] : globSync(`${root}/**/*.test.ts`),
);
if (files.length === 0) {
  console.error(`no test files under: ${wanted.join(', ')}`);
  process.exit(1);
}
// A test that failed may have left a service or a connection open: its file ends all the same.
const LIMITS = ['--test-concurrency=2', '--test-timeout=180000', '--test-force-exit'];
const run = spawnSync(process.execPath, ['--test', ...LIMITS, ...files.sort()], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
