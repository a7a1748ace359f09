import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildPart, findPart, missingPart, type Part } from './build-part.ts';

describe('buildPart', () => {
  const name = `made-for-a-test-${process.pid}`;
  const source = join(import.meta.dirname, name);
  const part = (script: string, tools = ['sh']): Part => ({
    name,
    tools,
    command: (into) => ['sh', '-c', script, into],
  });
  const { XDG_CACHE_HOME: cacheBefore, REQUIRE_ALL_TEST_PARTS: requiredBefore } = process.env;
  let cache: string;
  before(() => {
    cache = mkdtempSync(join(tmpdir(), 'learnflow-cache-'));
    process.env.XDG_CACHE_HOME = cache;
    delete process.env.REQUIRE_ALL_TEST_PARTS;
    mkdirSync(source);
    writeFileSync(join(source, 'recipe'), 'one');
  });
  after(() => {
    if (cacheBefore === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cacheBefore;
    if (requiredBefore !== undefined) process.env.REQUIRE_ALL_TEST_PARTS = requiredBefore;
    for (const dir of [cache, source]) rmSync(dir, { recursive: true, force: true });
  });

  const COPY = 'date +%s%N > "$0/built"; cp recipe "$0/recipe"';

  it('builds once for all who ask, and again when a file of the part has changed', async () => {
    const [first, second] = await Promise.all([buildPart(part(COPY)), buildPart(part(COPY))]);
    assert.equal(first, second);
    const built = readFileSync(join(first, 'built'), 'utf8');
    await buildPart(part(COPY));
    assert.equal(readFileSync(join(first, 'built'), 'utf8'), built);

    writeFileSync(join(source, 'recipe'), 'two');
    assert.equal(findPart(part(COPY)), undefined);
    assert.equal(readFileSync(join(await buildPart(part(COPY)), 'recipe'), 'utf8'), 'two');
  });

  it('leaves nothing behind of a build that failed, and says so', async () => {
    const failing = part('touch "$0/half"; exit 3');
    await assert.rejects(buildPart(failing), /could not be built: sh ended with 3/);
    assert.equal(findPart(failing), undefined);
    assert.deepEqual(
      readdirSync(join(cache, 'learnflow-stack')).filter((entry) => /\.(lock|\d+)$/.test(entry)),
      [],
    );
  });

  it('takes the place of a builder that died', async () => {
    const waited = part('touch "$0/done"');
    const folder = await buildPart(waited);
    rmSync(folder, { recursive: true });
    writeFileSync(`${folder}.lock`, '4194305');
    assert.equal(await buildPart(waited), folder);
  });

  it('says aloud which tool a part lacks', () => {
    assert.match(missingPart(part('true', ['no-such-tool'])) ?? '', /^skipped: no no-such-tool on the PATH/);
    assert.match(missingPart(part('exit 9')) ?? '', /^skipped: .* is not built/);
    process.env.REQUIRE_ALL_TEST_PARTS = '1';
    assert.throws(() => missingPart(part('exit 9')), /is not built/);
    delete process.env.REQUIRE_ALL_TEST_PARTS;
  });
});
