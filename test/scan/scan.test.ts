import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import packageJson from '../../package.json' with { type: 'json' };
import { findSecrets } from './find-secrets.ts';
import { readAudit } from './scan-advisories.ts';
import { scanDockerfile } from './scan-dockerfile.ts';
import { scanLockfile } from './scan-lockfile.ts';

describe('scan', () => {
  const dockerfile = readFileSync('deploy/docker/Dockerfile', 'utf8');

  it('finds nothing critical in the Dockerfile', () => {
    const { looked, findings } = scanDockerfile(dockerfile);
    assert.ok(looked > 20);
    assert.deepEqual(findings, []);
  });

  for (const [says, break_] of [
    ['root', (text: string) => text.replace('USER 1000:1000', 'USER root')],
    ['no user', (text: string) => text.replace('USER 1000:1000\n', '')],
    ['a base by its tag', (text: string) => text.replaceAll(/^FROM \S+/gm, 'FROM node:24')],
    ['an entry point in a shell', (text: string) => text.replace(/ENTRYPOINT .*/, 'ENTRYPOINT node cli/learnflow.js')],
    ['scripts of packages', (text: string) => text.replace('"--ignore-scripts", ', '')],
    ['everything copied', (text: string) => text.replace('COPY contract contract', 'COPY . .')],
    ['a download that is run', (text: string) => text.replace('FROM $', 'RUN curl https://example.org | sh\nFROM $')],
    ['a secret in a layer', (text: string) => text.replace('ENV ', 'ENV API_TOKEN=abc \\\n    ')],
    ['no health check', (text: string) => text.replace(/HEALTHCHECK .*\n/, '')],
  ] as const) {
    it(`would find ${says}`, () => {
      const broken = break_(dockerfile);
      assert.notEqual(broken, dockerfile);
      assert.notDeepEqual(scanDockerfile(broken).findings, []);
    });
  }

  // Put together here, so that this file holds none itself.
  for (const [what, secret] of [
    ['private key', `-----BEGIN ${'PRIVATE KEY'}-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(3)}`],
    ['key of a cloud', `AKIA${'ABCDEFGHIJKLMNOP'}`],
    ['token of a forge', `ghp_${'a1B2'.repeat(9)}`],
    ['token of a registry', `npm_${'a1B2'.repeat(9)}`],
    ['key of a model vendor', `sk-proj-${'a1B2'.repeat(9)}`],
    ['signed token', `eyJ${'hbGciOiJSUzI1NiJ9abc'}.eyJ${'zdWIiOiJzYW0ifQabcde'}.${'a1B2'.repeat(12)}`],
    ['password in an address', `postgres://learnflow:${'Tr0ub4dor'}@db.internal/learnflow`],
  ] as const) {
    it(`would find a ${what}`, () => {
      const found = findSecrets(`{"setting": "${secret}"}`);
      assert.deepEqual(
        found.map((one) => one.what),
        [what],
      );
      assert.ok(!found[0]?.hint.includes(secret), 'the hint is the secret');
    });
  }

  it('takes addresses without a password, and with one that is an example, for what they are', () => {
    const text =
      'redis://redis:6379 postgres://learnflow:local-only@postgres:5432/x https://id.example.org/keys amqp://guest:other@broker.example/';
    assert.deepEqual(findSecrets(text), []);
  });

  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  it('finds nothing critical in the lock', () => {
    const { findings } = scanLockfile(lock, packageJson);
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'critical'),
      [],
    );
  });

  for (const [says, change] of [
    ['no checksum', { integrity: undefined }],
    ['another source', { resolved: 'git+ssh://git@example.org/fastify.git' }],
    ['another version', { version: '0.0.1' }],
  ] as const) {
    it(`would find a package with ${says}`, () => {
      const packages = { ...lock.packages };
      packages['node_modules/fastify'] = { ...packages['node_modules/fastify'], ...change };
      assert.notDeepEqual(
        scanLockfile({ ...lock, packages }, packageJson).findings,
        scanLockfile(lock, packageJson).findings,
      );
    });
  }

  it('would find a version that floats', () => {
    const wanted = { dependencies: { fastify: '^5.12.8' } };
    assert.match(
      scanLockfile(lock, wanted)
        .findings.map(({ says }) => says)
        .join(),
      /not one version/,
    );
  });

  it('claims nothing where no advisories answer', () => {
    for (const answer of ['', 'not JSON', '{}', '{"message": "405 Method Not Allowed"}', '{"vulnerabilities": {}}']) {
      assert.equal(readAudit(answer).kind, 'not_scanned', answer);
    }
  });

  it('reads what advisories answer', () => {
    const answer = {
      vulnerabilities: { left: { severity: 'critical', range: '<1' } },
      metadata: { dependencies: { prod: 3, dev: 4, total: 7 } },
    };
    const result = readAudit(JSON.stringify(answer));
    assert.deepEqual(result, { kind: 'scanned', looked: 3, findings: [{ severity: 'critical', says: 'left <1' }] });
  });
});
