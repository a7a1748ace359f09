import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { runCli, startService, type TestService } from '../start-service.ts';

const run = promisify(execFile);
const readme = readFileSync('README.md', 'utf8');

/** The shell commands of a document: lines that end in a backslash go on. */
function readCommands(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks.map((block) => block.trim()).filter((block) => !block.startsWith('npm ci'));
}

describe('README', () => {
  let service: TestService;
  let folder: string;
  before(async () => {
    service = await startService();
    folder = mkdtempSync(join(tmpdir(), 'learnflow-readme-'));
  });
  after(() => service.stop());

  it('shows both commands', () => {
    assert.match(readme, /^npm ci && npm start$/m);
    assert.match(readme, /^npm ci && npm test$/m);
  });

  it('holds a conversation that can be repeated', async () => {
    const commands = readCommands(readme);
    assert.ok(commands.length >= 2, 'no commands were read');
    const here = process.cwd();
    for (const command of commands) {
      const script = command
        .replaceAll('npx learnflow', `"${process.execPath}" "${here}/cli/learnflow.js"`)
        .replaceAll('http://127.0.0.1:8080', service.url);
      const env = { ...process.env, LEARNFLOW_DATA_DIR: service.dataDir };
      const { stdout, stderr } = await run('bash', ['-ec', script], { cwd: folder, env });
      assert.match(stdout, /agent/, stderr);
      assert.doesNotMatch(stdout, /urn:learnflow:problem/);
    }
  });
});

describe('documents', () => {
  const documents = [...globSync('*.md'), ...globSync('{docs,specs,skills}/**/*.md')];

  it('name only commands that exist', async () => {
    const named = new Set(
      documents.flatMap((document) =>
        [...readFileSync(document, 'utf8').matchAll(/`(?:npx )?learnflow ([a-z][a-z-]*)/g)].map(
          ([, command = '']) => command,
        ),
      ),
    );
    assert.ok(named.size >= 10, `only ${named.size} commands were read`);
    const { stdout } = await runCli('--help');
    for (const command of named) {
      assert.match(stdout, new RegExp(`^  ${command}\\b`, 'm'), `no such command: learnflow ${command}`);
    }
  });

  it('name only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = documents.flatMap((document) =>
      [...readFileSync(document, 'utf8').matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, script = '']) => script),
    );
    assert.ok(named.length >= 10, `only ${named.length} scripts were read`);
    assert.deepEqual(
      named.filter((script) => !(script in scripts)),
      [],
    );
  });

  it('link only to what exists', () => {
    assert.ok(documents.length >= 3);
    const broken = documents.flatMap((document) =>
      [...readFileSync(document, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(dirname(document), target)))
        .map((target) => `${document}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });
});
