import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { IMAGE_TAG } from '../../deploy/docker/build-image.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { call, runCli, startService, type TestService } from '../start-service.ts';

const { version } = packageJson;

describe(`journey: version ${version}, of package.json`, () => {
  let service: TestService;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  it('is what the command says', async () => {
    assert.equal((await runCli('--version')).stdout.trim(), version);
  });

  it('is in the description of the API', async () => {
    assert.equal((await call(service, '/openapi.json')).json.info.version, version);
  });

  it('is a metric', async () => {
    const metrics = await (await fetch(service.metricsUrl)).text();
    assert.match(metrics, new RegExp(`^learnflow_build_info\\{[^}]*version="${version}"[^}]*\\} 1$`, 'm'));
  });

  it('is the lock’s', () => {
    assert.equal(JSON.parse(readFileSync('package-lock.json', 'utf8')).version, version);
  });

  it('is the image’s, whose label is given by the build', () => {
    assert.equal(IMAGE_TAG, `learnflow-triage:${version}`);
    assert.match(readFileSync('deploy/docker/Dockerfile', 'utf8'), /image\.version="\$\{VERSION\}"/);
  });

  for (const [file, pattern] of [
    ['deploy/kubernetes/base/kustomization.yaml', /app\.kubernetes\.io\/version: (\S+)/g],
    ['deploy/kubernetes/overlays/local/kustomization.yaml', /newTag: (\S+)/g],
    ['deploy/docker/compose.yaml', /learnflow-triage:(\S+)/g],
    ['docs/deployment/README.md', /learnflow-triage:(\d+\.\d+\.\d+)/g],
    ['CHANGELOG.md', /^## \[?(\d+\.\d+\.\d+)/gm],
  ] as const) {
    it(`is in ${file}`, () => {
      const found = [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, one]) => one);
      assert.ok(found.length > 0, 'none is named');
      assert.deepEqual(file === 'CHANGELOG.md' ? found.slice(0, 1) : [...new Set(found)], [version]);
    });
  }
});
