import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { ALL_RULES } from '../manifests/all-rules.ts';
import { withScheduledJobs } from '../manifests/manifest.ts';
import { copyDeployment, OVERLAYS, renderOverlay, useOfferedComponents } from '../manifests/render-overlay.ts';
import { findPart } from '../stack/build-part.ts';
import { KUSTOMIZE } from '../stack/parts.ts';
import { findSecrets } from './find-secrets.ts';
import { critical, type ScanResult } from './finding.ts';
import { scanAdvisories } from './scan-advisories.ts';
import { scanDockerfile } from './scan-dockerfile.ts';
import { scanLockfile } from './scan-lockfile.ts';

// `npm run scan`: what is shipped, looked at for what should not be. A critical finding fails it; what could not be
// looked at is said to be NOT SCANNED, and counted as neither passed nor failed.
const scans: Readonly<Record<string, () => ScanResult>> = {
  Dockerfile: () => ({ kind: 'scanned', ...scanDockerfile(readFileSync('deploy/docker/Dockerfile', 'utf8')) }),
  manifests: scanManifests,
  'secrets in the files': () => {
    const files = git('ls-files').split('\n').filter(Boolean);
    return secretsIn(
      files.length,
      files.map((file) => [file, readFileSync(file, 'utf8')]),
    );
  },
  'secrets in the history': () => {
    const commits = git('log', '--format=%H').split('\n').filter(Boolean);
    return secretsIn(commits.length, [
      ['history', git('log', '-p', '--no-color', '--unified=0', '--format=commit %h')],
    ]);
  },
  'secrets in what the image is made of': scanCopied,
  lockfile: () => ({
    kind: 'scanned',
    ...scanLockfile(JSON.parse(readFileSync('package-lock.json', 'utf8')), packageJson),
  }),
  'packages of the image against advisories': scanAdvisories,
};

let passed = 0;
let failed = 0;
let unscanned = 0;
for (const [name, scan] of Object.entries(scans)) {
  const result = scan();
  if (result.kind === 'not_scanned') {
    unscanned++;
    console.log(`NOT SCANNED  ${name}: ${result.why}`);
    continue;
  }
  const isWell = result.looked > 0 && !result.findings.some(({ severity }) => severity === 'critical');
  if (isWell) passed++;
  else failed++;
  console.log(`${isWell ? 'passed      ' : 'FAILED      '} ${name}: looked at ${result.looked}`);
  for (const { severity, says } of result.findings) console.log(`             ${severity}: ${says}`);
}
if (unscanned > 0) console.log(`${unscanned} not scanned: nothing is known of them`);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

function scanManifests(): ScanResult {
  if (findPart(KUSTOMIZE) === undefined)
    return { kind: 'not_scanned', why: 'kustomize is not built: npm run stack -- --build-only' };
  const deployment = copyDeployment();
  useOfferedComponents(deployment.folder);
  try {
    const found = OVERLAYS.map((overlay) => {
      const objects = withScheduledJobs(renderOverlay(deployment.folder, overlay));
      const rules = ALL_RULES.filter(({ only }) => only?.includes(overlay) !== false);
      return { looked: objects.length, findings: rules.flatMap(({ faults }) => faults(objects)) };
    });
    return {
      kind: 'scanned',
      looked: found.reduce((sum, { looked }) => sum + looked, 0),
      findings: found.flatMap(({ findings }) => findings).map(critical),
    };
  } finally {
    deployment.remove();
  }
}

/** The files that the Dockerfile copies. The layers of a built image are read by `npm run image:check`. */
function scanCopied(): ScanResult {
  const copied = [...readFileSync('deploy/docker/Dockerfile', 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  const files = copied.flatMap(([, sources = '']) =>
    sources.split(' ').flatMap((source) => [...globSync(source), ...globSync(`${source}/**/*`)]),
  );
  const texts = files
    .filter((file) => /\.\w+$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => [file, readFileSync(file, 'utf8')] as const);
  return secretsIn(texts.length, texts);
}

function secretsIn(looked: number, texts: readonly (readonly [string, string])[]): ScanResult {
  const findings = texts.flatMap(([name, text]) =>
    findSecrets(text).map(({ what, hint }) => critical(`${name}: ${what}: ${hint}`)),
  );
  return { kind: 'scanned', looked, findings };
}

function git(...args: readonly string[]): string {
  const run = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 1_000_000_000 });
  if (run.status !== 0) throw new Error(`git ${args[0]}: ${run.stderr}`);
  return run.stdout;
}
