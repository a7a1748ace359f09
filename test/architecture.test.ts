import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { findViolations, type SourceFile } from './find-violations.ts';

const FOLDERS = ['contract', 'skills', 'agents', 'src', 'cli', 'bench', 'test', 'specs', 'deploy'];

function readSources(): SourceFile[] {
  return FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.{ts,js}`))
    .filter((path) => !path.includes('node_modules'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}

describe('architecture', () => {
  const sources = readSources();

  it('looked at the code', () => {
    assert.ok(sources.length > 40, `only ${sources.length} files were read`);
  });

  it('has no import that the house rules forbid', () => {
    assert.deepEqual(findViolations(sources), []);
  });

  for (const [planted, text, wanted] of [
    ['contract/x.ts', "import { a } from '../src/errors.ts';", /contract.*src/],
    ['skills/mastery/x.ts', "import { a } from '../../src/errors.ts';", /skills\/mastery.*src/],
    [
      'skills/mastery/x.ts',
      "import { a } from '../concept-library/concepts.ts';",
      /skills\/mastery.*skills\/concept-library/,
    ],
    ['agents/debug/x.ts', "import { a } from '../../src/journal/journal.ts';", /agents\/debug.*src\/journal/],
    ['src/classify/x.ts', "import type { Journal } from '../journal/journal.ts';", /src\/classify.*src\/journal/],
    ['src/dispatch/x.ts', "import { sanitizeQuery } from '../sanitize/sanitize-query.ts';", /only types/],
    ['src/route/x.ts', "const a = await import('../edge/server.ts');", /only types/],
    ['src/journal/x.ts', "import fastify from 'fastify';", /fastify/],
    ['src/route/x.ts', 'const port = process.env.LEARNFLOW_PORT;', /process\.env/],
    ['src/newstage/x.ts', 'export const a = 1;', /unknown folder/],
  ] as const) {
    it(`would catch ${text} in ${planted}`, () => {
      const violations = findViolations([...sources, { path: planted, text }]);
      assert.equal(violations.length, 1, violations.join('\n'));
      assert.match(violations[0] ?? '', wanted);
    });
  }
});
