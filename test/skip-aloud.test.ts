import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { missingData } from './evaluation-data.ts';
import { missingProgram, skipAloud } from './skip-aloud.ts';

describe('a test that lacks a part', () => {
  const { REQUIRE_ALL_TEST_PARTS: before } = process.env;
  beforeEach(() => {
    delete process.env.REQUIRE_ALL_TEST_PARTS;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.REQUIRE_ALL_TEST_PARTS;
    else process.env.REQUIRE_ALL_TEST_PARTS = before;
  });

  it('is skipped, and says for want of what', () => {
    assert.equal(missingProgram('no-such-program'), 'skipped: no no-such-program on the PATH');
    assert.equal(missingData('no-such-file'), 'skipped: no ../shared/eval/no-such-file');
    assert.equal(missingProgram(process.execPath), undefined);
  });

  it('fails where everything is required, and says for want of what', () => {
    process.env.REQUIRE_ALL_TEST_PARTS = '1';
    assert.throws(() => skipAloud('no disk'), /^Error: REQUIRE_ALL_TEST_PARTS=1, and no disk$/);
    assert.throws(() => missingProgram('no-such-program'), /no no-such-program on the PATH/);
    assert.equal(missingProgram(process.execPath), undefined);
  });

  it('fails there for want of a file of the evaluation data, and not where a checkout stands alone', () => {
    process.env.REQUIRE_ALL_TEST_PARTS = '1';
    const here = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), 'learnflow-alone-'));
    mkdirSync(join(folder, 'checkout'));
    process.chdir(join(folder, 'checkout'));
    try {
      assert.equal(missingData('no-such-file'), 'skipped: no ../shared/eval/no-such-file');
      mkdirSync(join(folder, 'shared/eval'), { recursive: true });
      assert.throws(() => missingData('no-such-file'), /no \.\.\/shared\/eval\/no-such-file/);
    } finally {
      process.chdir(here);
      rmSync(folder, { recursive: true });
    }
  });

  it('fails a run of the tests then', () => {
    const script = `import { it } from 'node:test';
      import { missingProgram } from '${new URL('./skip-aloud.ts', import.meta.url)}';
      it('needs it', { skip: missingProgram('no-such-program') }, () => {});`;
    const run = (required: string) =>
      spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', script], {
        env: { PATH: process.env.PATH, REQUIRE_ALL_TEST_PARTS: required },
      }).status;
    assert.deepEqual([run('0'), run('1')], [0, 1]);
  });

  it('has no other way to be skipped', () => {
    const own = ['test/skip-aloud.ts', 'test/skip-aloud.test.ts', 'test/stack/build-part.test.ts'];
    for (const file of globSync('{contract,skills,agents,src,cli,specs,test,deploy}/**/*.ts')) {
      if (own.includes(file)) continue;
      const text = readFileSync(file, 'utf8');
      assert.ok(!/['"`]skipped: /.test(text), `${file} makes a reason of its own`);
      assert.ok(!/\b(it|test|describe|t|context)\.(skip|todo)\((?!skipAloud\()|\b(skip|todo): true/.test(text), file);
    }
  });
});
