import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Lock {
  readonly packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }>;
}

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

  it('holds an entry for every platform’s package, or npm ci refuses it where that platform could not be looked up', () => {
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    assert.ok(wanted.length > 20, `only ${wanted.length} optional packages were read`);
    const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
    assert.deepEqual(
      wanted.filter((name) => !names.has(name)),
      [],
    );
  });

  it('names no host: packages come from the registry of whoever installs', () => {
    assert.deepEqual(
      Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined),
      [],
    );
  });
});
