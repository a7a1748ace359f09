import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeTestExamples } from '../test/create-examples.ts';

const folder = mkdtempSync(join(tmpdir(), 'learnflow-train-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const CLI = fileURLToPath(new URL('./learnflow.js', import.meta.url));

function learnflow(args: string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], { input, encoding: 'utf8' });
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const rows = makeTestExamples().map(({ text, label }) => JSON.stringify({ text, label }));
const data = write('rows.jsonl', `${rows.join('\n')}\n`);
const model = join(folder, 'a.model');

describe('learnflow train and evaluate', () => {
  it('trains the same file twice from the same rows, silent on a stderr that is no terminal', () => {
    const first = learnflow(['train', '--data', data, '--out', model]);
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stderr, '');
    assert.match(first.stdout, /5 labels, 144 examples/);
    const again = join(folder, 'b.model');
    learnflow(['train', '--data', data, '--out', again]);
    assert.deepEqual(readFileSync(again), readFileSync(model));
  });

  it('measures the model, as text and as JSON', () => {
    const { status, stdout, stderr } = learnflow(['evaluate', '--model', model, '--data', data, '--json']);
    assert.equal(status, 0, stderr);
    const figures = JSON.parse(stdout);
    assert.equal(figures.examples, 144);
    assert.ok(figures.accuracy > 0.9);
    assert.ok(figures.microseconds.p50 > 0);
    assert.match(learnflow(['evaluate', '--model', model, '--data', data]).stdout, /accuracy among routed/);
  });

  const bad: [string, string[], RegExp][] = [
    ['an empty file', ['train', '--data', write('empty.jsonl', '')], /empty\.jsonl holds no examples/],
    [
      'a row that is not JSON',
      ['train', '--data', write('bad.jsonl', `${rows[0]}\n{oops\n`)],
      /bad\.jsonl, line 2: not JSON/,
    ],
    ['one label only', ['train', '--data', write('one.jsonl', '{"text":"a","label":"x"}\n')], /one label only, "x"/],
    ['a file that is not there', ['train', '--data', join(folder, 'absent.jsonl')], /absent\.jsonl/],
    ['a folder', ['train', '--data', folder], /cannot read .*learnflow-train-/],
    [
      'a file of splits that train nothing',
      ['train', '--data', write('split.jsonl', '{"text":"a","label":"x","split":"tran"}\n')],
      /no row to train on: .* found "tran"/,
    ],
    [
      'a label with no examples to train on',
      ['train', '--data', write('val.jsonl', `${rows.join('\n')}\n{"text":"a","label":"odd","split":"val"}\n`)],
      /label "odd" has examples in split val, none to train on/,
    ],
    [
      'a row without a label',
      ['train', '--data', write('none.jsonl', '{"text":"a"}\n')],
      /line 1: no "label" or "intent"/,
    ],
    ['a seed that is none', ['train', '--data', data, '--seed', 'x'], /whole number/],
    [
      'a truncated model',
      ['evaluate', '--model', write('cut.model', 'LFTM\u0001'), '--data', data],
      /cut\.model: .*cut short/,
    ],
    ['a model that is a folder', ['evaluate', '--model', folder, '--data', data], /cannot read .*learnflow-train-/],
    [
      'a file that is no model',
      ['evaluate', '--model', data, '--data', data],
      /rows\.jsonl: not a LearnFlow model file/,
    ],
    [
      'a split with no rows',
      ['evaluate', '--model', model, '--data', data, '--split', 'test'],
      /no rows of split "test"/,
    ],
    [
      'a label the model does not know',
      ['evaluate', '--model', model, '--data', write('odd.jsonl', '{"text":"a","label":"odd"}')],
      /label "odd"/,
    ],
  ];
  for (const [what, args, complaint] of bad) {
    it(`refuses ${what}, with exit code 1 and nothing on stdout`, () => {
      const { status, stdout, stderr } = learnflow(args);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, complaint);
      assert.ok(!stderr.includes('    at '), 'a stack was shown');
    });
  }
});

describe('learnflow classify', () => {
  it('answers JSON lines in order, one a line', () => {
    const input = '{"text":"quiz me on loops"}\n\n{"text":"what is a decorator?","code":"x = 1"}\n';
    const { status, stdout, stderr } = learnflow(['classify', '--stdin'], input);
    assert.equal(status, 0, stderr);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      answers.map(({ intent }) => intent),
      ['exercise_request', 'concept_explanation'],
    );
    assert.deepEqual(Object.keys(answers[0]), ['intent', 'confidence', 'outcome', 'target_agent']);
  });

  it('names the line that is wrong, after the answers before it', () => {
    const { status, stdout, stderr } = learnflow(['classify', '--stdin'], '{"text":"quiz me"}\n{"query":"x"}\n');
    assert.equal(status, 1);
    assert.equal(stdout.trim().split('\n').length, 1);
    assert.match(stderr, /line 2: "text" must be a string/);
  });

  it('explains one message', () => {
    const { stdout } = learnflow(['classify', '--explain', '--json', 'quiz me on loops']);
    const answer = JSON.parse(stdout);
    assert.ok(answer.reasons.length > 1 && answer.evidence.length > 0);
    assert.equal(learnflow(['classify']).status, 1);
  });
});
