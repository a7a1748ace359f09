import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeMessages } from './compose-messages.ts';
import { readShippedExamples } from './train-intents.ts';

const examples = readShippedExamples();

describe('composed messages', () => {
  const composed = composeMessages(examples, 1);

  it('are the same for the same seed, and others for another', () => {
    assert.deepEqual(composeMessages(examples, 1), composed);
    assert.notDeepEqual(composeMessages(examples, 2), composed);
  });

  it('keep the label and the writer of a message they hold, and none is of a student in distress', () => {
    const known = new Set(examples.map(({ writer, label }) => `${writer} ${label}`));
    assert.ok(composed.length > examples.length / 10);
    for (const { writer, label, isDistress } of composed) {
      assert.ok(known.has(`${writer} ${label}`));
      assert.notEqual(isDistress, true);
    }
  });

  it('ask how or why of a symptom, which is a question about an error still', () => {
    const asked = composed.filter(({ text, label }) => label === 'syntax_help' && text.endsWith('How can I fix it?'));
    assert.ok(asked.length > 0);
  });
});
