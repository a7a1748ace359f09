import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { openDevelopmentIssuer } from './development-issuer.ts';

/** Reads each file at the very moment at which it appears. */
const WATCH = `
  const { readFileSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  const read = (file) => { for (;;) try { return readFileSync(file, 'utf8'); } catch {} };
  parentPort.postMessage(workerData.map(read));`;

describe('the issuer of a data folder', () => {
  it('is one, however many open it at once where there is none yet', async (context) => {
    for (let round = 0; round < 5; round++) {
      const folder = mkdtempSync(join(tmpdir(), 'learnflow-issuer-'));
      context.after(() => rmSync(folder, { recursive: true }));
      const issuers = await Promise.all(Array.from({ length: 8 }, () => openDevelopmentIssuer(folder)));
      assert.equal(new Set(issuers.map(({ publicJwk }) => publicJwk.kid)).size, 1);
      assert.deepEqual(readdirSync(folder), ['development-key.json']);
      assert.equal(statSync(join(folder, 'development-key.json')).mode & 0o777, 0o600);
    }
  });

  it('is there whole or not at all for another process that looks at the same moment', async (context) => {
    const parent = mkdtempSync(join(tmpdir(), 'learnflow-issuer-'));
    context.after(() => rmSync(parent, { recursive: true }));
    const folders = Array.from({ length: 100 }, (_, index) => join(parent, `${index}`));
    const watcher = new Worker(WATCH, {
      eval: true,
      workerData: folders.map((one) => join(one, 'development-key.json')),
    });
    await once(watcher, 'online');
    const seen = once(watcher, 'message') as Promise<[string[]]>;
    for (const folder of folders) await openDevelopmentIssuer(folder);
    const [texts] = await seen;
    assert.equal(texts.length, folders.length);
    for (const text of texts) assert.match(text, /^\{.*"kid":"dev-[^"]+".*\}\n$/);
  });

  it('is not opened with a key that is none, and says what to do', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'learnflow-issuer-'));
    context.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'development-key.json'), '{"kty":');
    await assert.rejects(openDevelopmentIssuer(folder), /is not a key: remove it/);
  });
});
