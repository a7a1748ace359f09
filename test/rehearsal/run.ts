import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

// `npm run rehearse`: breaks what runbooks speak of, follows their commands, sees it recover; and types every command of
// every runbook once. Skips nothing, and closes with a line `N passed, N failed`.
process.env.REQUIRE_ALL_TEST_PARTS = '1';
const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : globSync('test/rehearsal/*.rehearsal.ts');

const counts = { passed: 0, failed: 0 };
const isTest = (details: { type?: string | undefined }) => details.type !== 'suite';
const tests = run({ files, concurrency: 2, timeout: 240_000, forceExit: true })
  .on('test:pass', ({ details, skip, todo }) => {
    if (isTest(details) && skip === undefined && todo === undefined) counts.passed++;
  })
  .on('test:fail', ({ details }) => {
    if (isTest(details)) counts.failed++;
  });
for await (const text of tests.compose(spec)) process.stdout.write(text);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
