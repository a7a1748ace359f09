import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** A second name of the file of rows. */
function link(name: string): string {
  const path = join(folder, name);
  symlinkSync(data, path);
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

  it('says which rows it left alone, so that a misspelt split is noticed', () => {
    const split = rows.map((row, at) => JSON.stringify({ ...JSON.parse(row), split: ['train', 'vall'][at % 2] }));
    const file = write('misspelt.jsonl', split.join('\n'));
    const { stdout } = learnflow(['train', '--data', file, '--out', join(folder, 'c.model')]);
    assert.match(stdout, /144 examples, 72 left alone \(split "vall"\)/);
  });

  it('measures labels of any name, and writes nothing of them that a terminal would obey', () => {
    const names = ['__proto__', 'constructor', '\u001b[31mred', 'two\nlines', 'x'.repeat(300)];
    const odd = names.flatMap((label, at) =>
      ['please', 'kindly', 'now'].map((word) => JSON.stringify({ text: `${word} thing${at} thing${at}`, label })),
    );
    const file = write('names.jsonl', odd.join('\n'));
    const out = join(folder, 'names.model');
    assert.equal(learnflow(['train', '--data', file, '--out', out]).status, 0);
    const { status, stdout, stderr } = learnflow(['evaluate', '--model', out, '--data', file]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^__proto__ .* 3$/m);
    assert.ok(!stdout.includes('\u001b') && stdout.split('\n').every((line) => line.length < 150));
    const { confusion } = JSON.parse(learnflow(['evaluate', '--model', out, '--data', file, '--json']).stdout);
    assert.deepEqual(Object.keys(confusion).sort(), [...names].sort());
  });

  it('leaves the model before as it was when the new one cannot be written', { skip: !existsSync('/dev/full') }, () => {
    const before = write('before.model', 'kept');
    symlinkSync('/dev/full', `${before}.partial`);
    const { status, stderr } = learnflow(['train', '--data', data, '--out', before]);
    assert.equal(status, 1);
    assert.match(stderr, /cannot write .*before\.model: ENOSPC/);
    assert.equal(readFileSync(before, 'utf8'), 'kept');
    assert.ok(!readdirSync(folder).includes('before.model.partial'));
  });

  const TRAFFIC = 'syntax_help=1,concept_explanation=1,exercise_request=1,progress_check=1,code_review=1,oos=1';
  it('takes the shares of traffic by label, what is out of scope by either name', () => {
    const { status, stderr } = learnflow(['train', '--data', data, '--out', model, '--traffic', TRAFFIC]);
    assert.equal(status, 0, stderr);
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
    [
      'a label of blanks',
      ['train', '--data', write('blank.jsonl', '{"text":"a","label":" "}\n')],
      /line 1: no "label"/,
    ],
    ['a seed that is none', ['train', '--data', data, '--seed', 'x'], /whole number/],
    ['an empty seed', ['train', '--data', data, '--seed', ''], /whole number/],
    ['a share without a figure', ['train', '--data', data, '--traffic', `${TRAFFIC},x=`], /label=share/],
    ['a label with two shares', ['train', '--data', data, '--traffic', `${TRAFFIC},oos=2`], /named twice/],
    ['a share of a label that is not there', ['train', '--data', data, '--traffic', `${TRAFFIC},x=1`], /"x", of which/],
    ['a label without a share', ['train', '--data', data, '--traffic', 'oos=1'], /names no share for "syntax_help"/],
    [
      'a model to be written where no folder is, before it is made',
      ['train', '--data', data, '--out', join(folder, 'no', 'a.model')],
      /cannot write .*a\.model: ENOENT/,
    ],
    ['its own examples as the model to be written', ['train', '--data', data, '--out', data], /overwrite the examples/],
    ['the same by a link', ['train', '--data', data, '--out', link('rows-too.jsonl')], /overwrite the examples/],
    [
      'a folder as the model to be written',
      ['train', '--data', data, '--out', folder],
      /cannot write .*it is a folder/,
    ],
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

  it('reads the conversation and the progress of a line, and refuses what they cannot be', () => {
    const lines = (...rows: object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
    const answersTo = (input: string) => learnflow(['classify', '--stdin'], input);
    const { stdout } = answersTo(
      lines(
        { text: 'another?' },
        { text: 'another?', session_context: { previous_intent: 'exercise_request' } },
        { text: 'hm', session_context: { chosen_intent: 'progress_check' }, student_progress: { quiz_score: 1 } },
      ),
    );
    const [alone, follows, picked] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(follows.intent, 'exercise_request');
    assert.ok(alone.intent !== 'exercise_request' || follows.confidence > alone.confidence);
    assert.equal(picked.target_agent, 'progress-agent');
    const wrong = answersTo(lines({ text: 'a' }, { text: 'a', session_context: { previous_intent: 'x' } }));
    assert.match(wrong.stderr, /line 2: session_context\.previous_intent must be one of/);
    assert.match(
      answersTo(lines({ text: 'a', student_progress: { completion: 5 } })).stderr,
      /line 1: .*completion .*0 to 1/,
    );
  });

  it('says of a student in distress that this is why nobody answers', () => {
    const text = 'i want to kill myself';
    for (const args of [
      ['--json', text],
      ['--json', '--explain', text],
    ]) {
      const { target_agent, distress } = JSON.parse(learnflow(['classify', ...args]).stdout);
      assert.deepEqual([target_agent, distress], [null, true]);
    }
  });

  it('shows the question where the student would be asked', () => {
    // Which of them the model is unsure of changes with each training.
    const vague = ['recursion please', 'about my homework loop', 'my loop', 'hmm, functions', "print('hello'"];
    const lines = learnflow(['classify', '--stdin'], vague.map((text) => JSON.stringify({ text })).join('\n')).stdout;
    const at = lines.split('\n').findIndex((line) => line.includes('"clarify"'));
    const { stdout } = learnflow(['classify', '--explain', vague[at] ?? '']);
    assert.match(stdout, /clarify: the student is asked/);
    assert.match(stdout, /The question: .*“.*” or “.*”\?/);
  });

  it('names a file of code that it cannot read', () => {
    assert.match(learnflow(['classify', '--code', folder, 'why?']).stderr, /cannot read .*learnflow-train-/);
  });

  it('explains one message', () => {
    const { stdout } = learnflow(['classify', '--explain', '--json', 'quiz me on loops']);
    const answer = JSON.parse(stdout);
    assert.ok(answer.reasons.length > 1 && answer.evidence.length > 0);
    assert.equal(learnflow(['classify']).status, 1);
  });
});
