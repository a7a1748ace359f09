import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const SPEC = 'specs/001-learnflow-architecture/spec.md';
const ROW = /^\| *([A-Z]+-\d+) *\| ([^|]+) \| (.+) \|$/gm;
/** What begins as a requirement does, however the rest of its row is written. */
const BEGINS_WITH_ID = /^\s*\|\s*[A-Z]+-\d+/gm;
const PROOF = /`([^`]+)`/g;

/** What is wrong with the requirements of a specification: no proof, or one that does not exist. */
function findUnproven(spec: string): string[] {
  const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;
  return [...spec.matchAll(ROW)].flatMap(([, id, , proofs = '']) => {
    const named = [...proofs.matchAll(PROOF)].map(([, proof = '']) => proof);
    if (named.length === 0) return [`${id}: names no proof`];
    return named.filter((proof) => !exists(proof, scripts)).map((proof) => `${id}: no such proof: ${proof}`);
  });
}

function exists(proof: string, scripts: Record<string, string>): boolean {
  const script = /^npm run ([\w:-]+)/.exec(proof)?.[1];
  if (script !== undefined) return script in scripts;
  const [file = '', test] = proof.split(' › ');
  return existsSync(file) && (test === undefined || readFileSync(file, 'utf8').includes(test));
}

describe('requirements', () => {
  const spec = readFileSync(SPEC, 'utf8');

  it('are there, each under an id of its own', () => {
    const ids = [...spec.matchAll(ROW)].map(([, id]) => id);
    assert.ok(ids.length >= 150, `only ${ids.length} rows were read`);
    assert.equal(ids.length, [...spec.matchAll(BEGINS_WITH_ID)].length, 'a row was not read');
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
      'an id stands twice',
    );
  });

  it('each name a proof that exists', () => {
    assert.deepEqual(findUnproven(spec), []);
  });

  it('would be caught with an invented proof, or none', () => {
    const rows =
      '| X-1 | flies | `src/wings.test.ts › flies` |\n| X-2 | sings | `npm run sing` |\n| X-3  | hopes | surely |\n';
    assert.equal(findUnproven(rows).length, 3);
  });
});
