import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { buildPart } from '../stack/build-part.ts';
import { CRDS, KUBERNETES, KUSTOMIZE } from '../stack/parts.ts';

// `npm run manifests`: everything that can be known of the manifests without a cluster. Builds what that needs (minutes
// the first time), skips nothing, and closes with a line `N passed, N failed`.
for (const part of [KUSTOMIZE, CRDS, KUBERNETES]) console.log(`${part.name}: ${await buildPart(part)}`);
process.env.REQUIRE_ALL_TEST_PARTS = '1';

const counts = { passed: 0, failed: 0 };
const isTest = (details: { type?: string | undefined }) => details.type !== 'suite';
const tests = run({ files: globSync('test/manifests/*.test.ts'), concurrency: 2 })
  .on('test:pass', ({ details, skip, todo }) => {
    if (isTest(details) && skip === undefined && todo === undefined) counts.passed++;
  })
  .on('test:fail', ({ details }) => {
    if (isTest(details)) counts.failed++;
  });
for await (const text of tests.compose(spec)) process.stdout.write(text);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
