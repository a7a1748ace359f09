import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toPrintable } from './printable.ts';

describe('toPrintable', () => {
  it('shows what would command a terminal instead of sending it', () => {
    assert.equal(toPrintable('a\u001b[2Jb\r\u0007\u202ec'), 'a\\u{1b}[2Jb\\u{d}\\u{7}\\u{202e}c');
  });

  it('leaves lines, tabs, code and every script as they are', () => {
    const text = 'def f():\n\treturn "naïve 🐍 سلام"\n';
    assert.equal(toPrintable(text), text);
  });
});
