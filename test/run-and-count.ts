import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/**
 * Runs test files, none of them skipping for want of a part, and closes with a line `N passed, N failed`. The exit code
 * is 1 when one failed, or when nothing ran.
 * @param concurrency files at a time: two keep two cores busy, more where they mostly wait
 */
export async function runAndCount(files: readonly string[], concurrency = 2): Promise<void> {
  process.env.REQUIRE_ALL_TEST_PARTS = '1';
  const counts = { passed: 0, failed: 0 };
  const isTest = (details: { type?: string | undefined }) => details.type !== 'suite';
  // A test that failed may have left a service or a connection open: its file ends all the same.
  const tests = run({ files: [...files], concurrency, forceExit: true })
    .on('test:pass', ({ details, skip, todo }) => {
      if (isTest(details) && skip === undefined && todo === undefined) counts.passed++;
    })
    .on('test:fail', ({ details }) => {
      if (isTest(details)) counts.failed++;
    });
  for await (const text of tests.compose(spec)) process.stdout.write(text);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
}
