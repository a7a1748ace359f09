import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setFlag } from './set-flag.ts';

const shipped = readFileSync('flags.json', 'utf8');
const read = (text: string) =>
  (JSON.parse(text) as { flags: Record<string, { defaultVariant: string; targeting?: unknown }> }).flags;

describe('setFlag', () => {
  it('changes one flag and nothing else', () => {
    const text = setFlag(shipped, 'flags.json', 'batch-processing', 'on');
    assert.equal(read(text)['batch-processing']?.defaultVariant, 'on');
    assert.equal(setFlag(text, 'flags.json', 'batch-processing', 'off'), shipped);
  });

  it('is for everyone: rules for single students go', () => {
    const file = JSON.parse(shipped) as { flags: Record<string, object> };
    Object.assign(file.flags['openai-router'] ?? {}, {
      targeting: {
        fractional: [
          ['on', 25],
          ['off', 75],
        ],
      },
    });
    const text = setFlag(JSON.stringify(file), 'flags.json', 'openai-router', 'off');
    assert.deepEqual(Object.keys(read(text)['openai-router'] ?? {}), ['state', 'variants', 'defaultVariant']);
  });

  it('refuses a flag the file does not speak of', () => {
    assert.throws(() => setFlag('{"flags":{}}', 'flags.json', 'openai-router', 'off'), /does not speak of it/);
  });
});
