import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('./learnflow.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'learnflow-compiled-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('learnflow', () => {
  const start = (env: Record<string, string | undefined>) =>
    spawnSync(process.execPath, [CLI, '--version'], { encoding: 'utf8', env: { ...process.env, ...env } });

  it('keeps what Node compiled with the installation, and leaves an own choice alone', () => {
    const chosen = start({ NODE_COMPILE_CACHE: folder });
    assert.equal(chosen.status, 0, chosen.stderr);
    assert.ok(readdirSync(folder).length > 0);
    assert.equal(start({ NODE_COMPILE_CACHE: undefined }).stdout, chosen.stdout);
    const kept = fileURLToPath(new URL('../node_modules/.cache/learnflow', import.meta.url));
    assert.ok(readdirSync(kept).length > 0);
  });

  it('says so where a list has nothing in it, apart from its output', () => {
    for (const [command, words] of [
      [['dead-letters', 'list'], 'no dead letters\n'],
      [['audit'], 'nothing on record\n'],
    ] as const) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [CLI, ...command, '--data-dir', join(folder, 'empty')],
        { encoding: 'utf8' },
      );
      assert.deepEqual([status, stdout, stderr], [0, '', words]);
    }
  });

  it('says, of a flag in a file that a cluster reads, that it must be applied', () => {
    const overlay = mkdtempSync(join(folder, 'overlay-'));
    const file = join(overlay, 'flags.json');
    copyFileSync(fileURLToPath(new URL('../flags.json', import.meta.url)), file);
    const set = () =>
      spawnSync(process.execPath, [CLI, 'flags', 'set', 'openai-router', 'off', '--file', file], { encoding: 'utf8' });
    assert.equal(set().stderr, '');
    writeFileSync(join(overlay, 'kustomization.yaml'), '');
    assert.match(set().stderr, /^a cluster has it once it is applied: kubectl apply -k \S*overlay-\S+\n$/);
  });

  it('ends without a word when who reads its output has read enough', async () => {
    const child = spawn(process.execPath, [CLI, 'classify', '--stdin'], { stdio: 'pipe' });
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    // The command may be gone before it has read all that is sent.
    child.stdin.on('error', () => {});
    child.stdin.write('{"text":"quiz me"}\n');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.end('{"text":"quiz me"}\n'.repeat(5_000));
    const [code] = await once(child, 'close');
    assert.deepEqual([code, complaint], [141, '']);
  });
});
