import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readExamples } from './example.ts';

describe('reading examples', () => {
  it('takes "label" or "intent", and every way of saying out of scope', () => {
    const rows = [
      '{"text":"a","label":"x"}',
      '',
      '{"text":"b","intent":"y","split":"val","code":"1","previous_intent":"x"}',
      '{"text":"c","label":"oos"}',
      '{"text":"d","split":"oos_val"}',
    ];
    const examples = readExamples(rows.join('\r\n'), 'f');
    assert.deepEqual(
      examples.map(({ label, isOutOfScope }) => [label, isOutOfScope]),
      [
        ['x', false],
        ['y', false],
        ['out_of_scope', true],
        ['out_of_scope', true],
      ],
    );
    assert.equal(examples[1]?.previousIntent, 'x');
    assert.equal(examples[1]?.line, 3);
  });

  for (const [what, row, complaint] of [
    ['no JSON', '{"text":', /f, line 2: not JSON/],
    ['no object', '[1]', /f, line 2: not a JSON object/],
    ['no text', '{"label":"x"}', /f, line 2: "text"/],
    ['an empty text', '{"text":" ","label":"x"}', /f, line 2: "text"/],
    ['no label', '{"text":"a"}', /f, line 2: no "label" or "intent"/],
    ['a label that is no string', '{"text":"a","label":3}', /f, line 2: "label" must be a string/],
  ] as const) {
    it(`names the line of a row with ${what}`, () => {
      assert.throws(() => readExamples(`{"text":"a","label":"x"}\n${row}\n`, 'f'), complaint);
    });
  }

  it('refuses a file with nothing in it', () => {
    assert.throws(() => readExamples('\n \n', 'f'), /f holds no examples/);
  });
});
