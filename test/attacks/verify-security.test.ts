import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTarget } from '../../cli/security-target.ts';
import { attack } from '../../cli/verify-security.ts';
import { openDevelopmentIssuer } from '../../src/edge/development-issuer.ts';
import { runCli, startService } from '../start-service.ts';

describe('learnflow verify --security', () => {
  it('finds no hole in a service of its own, and shows what was expected and seen', async () => {
    const { stdout } = await runCli('verify', '--security');
    assert.match(stdout, /\n\d{2,3} attacks on http:\/\/127\.0\.0\.1:\d+, 0 holes\n$/);
    assert.equal(stdout.match(/^ {7}expected /gm)?.length, stdout.match(/^ {7}seen /gm)?.length);
    for (const source of [
      'API1',
      'API2',
      'API3',
      'API4',
      'API5',
      'API6',
      'API7',
      'API8',
      'API9',
      'RFC 8725',
      'LLM01',
    ]) {
      assert.ok(stdout.includes(source), `no attack of ${source}`);
    }
  });

  it('finds none in a running service, which serves on and has counted the attacks', async () => {
    const service = await startService({ LEARNFLOW_REQUEST_TIMEOUT_MS: '1000' });
    try {
      const { stdout } = await runCli(
        'verify',
        '--security',
        '--json',
        '--url',
        service.url,
        '--data-dir',
        service.dataDir,
      );
      const findings = JSON.parse(stdout) as { holds: boolean }[];
      assert.ok(findings.length > 80 && findings.every(({ holds }) => holds));
      assert.equal((await fetch(`${service.url}/readyz`)).status, 200);
      const metrics = await (await fetch(service.metricsUrl)).text();
      for (const reason of [
        'algorithm',
        'signature',
        'expired',
        'audience',
        'duplicate_claim',
        'two_headers',
        'in_query',
      ]) {
        assert.match(metrics, new RegExp(`learnflow_auth_failures_total\\{reason="${reason}"\\} [1-9]`));
      }
      assert.match(metrics, /learnflow_rate_limited_total\{scope="messages"\} [1-9]/);
    } finally {
      await service.stop();
    }
  });

  it('finds holes where there are some: a server that says yes to everybody', async () => {
    const naive = createServer({ connectionsCheckingInterval: 100, headersTimeout: 300 }, (request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json').setHeader('connection', 'close').end('{}');
    }).listen(0, '127.0.0.1');
    await once(naive, 'listening');
    const { port } = naive.address() as { port: number };
    const folder = mkdtempSync(join(tmpdir(), 'learnflow-naive-'));
    await openDevelopmentIssuer(folder);
    const findings = await attack(await openTarget(`http://127.0.0.1:${port}`, folder, 'learnflow-triage'), () => {});
    naive.closeAllConnections();
    naive.close();
    const held = findings.filter(({ holds }) => holds).map(({ attack: what }) => what);
    assert.ok(held.length < findings.length / 5, held.join('\n'));
  });

  it('attacks nobody else', async () => {
    await assert.rejects(runCli('verify', '--security', '--url', 'https://example.org'), {
      stderr: /not this machine/,
    });
  });
});
