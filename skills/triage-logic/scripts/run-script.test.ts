import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

function run(script: string, args: string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const path = fileURLToPath(new URL(`${script}.js`, import.meta.url));
  return spawnSync(process.execPath, [path, ...args], { input, encoding: 'utf8' });
}

describe('the scripts of the skill', () => {
  it('detect-intent classifies a message given as an argument', () => {
    const { status, stdout } = run('detect-intent', ['quiz me on loops']);
    assert.equal(status, 0);
    assert.equal(JSON.parse(stdout).intent, 'exercise_request');
    assert.equal(JSON.parse(run('detect-intent', ['--rules', 'quiz me on loops']).stdout).decided_by, 'rules');
  });

  it('select-route honours the context in JSON on standard input', () => {
    const input = JSON.stringify({ text: 'hm', session_context: { chosen_intent: 'progress_check' } });
    const { status, stdout } = run('select-route', [], input);
    assert.equal(status, 0);
    assert.equal(JSON.parse(stdout).target_agent, 'progress-agent');
  });

  it('explain themselves with --help', () => {
    const { status, stdout } = run('select-route', ['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /^usage: node scripts\/select-route\.js/);
  });

  for (const [what, input, complaint] of [
    ['no JSON', 'hello', /standard input is not JSON/],
    ['no text', '{}', /"text" must be a string/],
    ['an unknown field', '{"text":"a","query":"b"}', /unknown field "query"/],
    ['an unknown intent', '{"text":"a","session_context":{"previous_intent":"x"}}', /previous_intent must be one of/],
    [
      'a progress figure that is no number',
      '{"text":"a","student_progress":{"completion":"x"}}',
      /completion must be a number/,
    ],
  ] as const) {
    it(`refuse ${what} with one sentence and exit code 1`, () => {
      const { status, stdout, stderr } = run('detect-intent', [], input);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, complaint);
      assert.equal(stderr.trim().split('\n').length, 1);
    });
  }
});
