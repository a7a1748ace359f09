import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

const MODULE = new URL('./require-node.js', import.meta.url).href;

function startWith(version: string) {
  const program = `import { requireNode } from '${MODULE}'; requireNode('${version}'); console.log('started');`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
}

describe('requireNode', () => {
  it('names the version wanted and the version found', () => {
    const { status, stderr, stdout } = startWith('20.20.2');
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /needs Node 24 or newer and was started with Node 20\.20\.2/);
  });

  it('lets the version wanted and newer ones pass', () => {
    for (const version of ['24.0.0', '26.1.0']) assert.equal(startWith(version).stdout, 'started\n');
  });

  it('stands in plain JavaScript that an old Node can read', () => {
    execFileSync(process.execPath, ['--check', new URL('./learnflow.js', import.meta.url).pathname]);
  });
});
