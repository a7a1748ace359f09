import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { SPANS, type SpanRow } from './span-catalogue.ts';
import { updateSpans } from './write-spans-table.ts';

describe('the catalogue of spans', () => {
  const rows = Object.entries<SpanRow>(SPANS);

  it('is listed in docs/monitoring.md as it is', () => {
    const page = readFileSync('docs/monitoring.md', 'utf8');
    assert.equal(page, updateSpans(page));
  });

  it('names as parents only what is in it', () => {
    const strangers = rows.flatMap(([name, { below }]) =>
      below.filter((parent) => !(parent in SPANS)).map((p) => [name, p]),
    );
    assert.deepEqual(strangers, []);
  });

  it('has no span that no code begins, and no attribute that none tells', () => {
    const files = globSync('src/**/*.ts').filter((file) => !/span-catalogue|\.test\.ts$/.test(file));
    assert.ok(files.length > 100, `only ${files.length} files were read`);
    const code = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    const begins = (name: string) =>
      ["'", '`'].some((quote) =>
        code.includes(`${quote}${name.includes('<') ? `${name.split('<')[0]}\${` : name + quote}`),
      );
    // The names of requests are made of their routes.
    const unbegun = rows.map(([name]) => name).filter((name) => !name.startsWith('<') && !begins(name));
    assert.deepEqual(unbegun, ['POST /process']);
    const untold = rows.flatMap(([, { attributes }]) => attributes).filter((name) => !code.includes(`'${name}'`));
    assert.deepEqual(untold, []);
  });
});
