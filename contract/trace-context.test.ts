import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readTraceparent, writeTraceparent } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it('is read, with what its sender decided about recording', () => {
    assert.deepEqual(readTraceparent(`00-${TRACE}-${SPAN}-01`), { traceId: TRACE, spanId: SPAN, isSampled: true });
    assert.equal(readTraceparent(`00-${TRACE}-${SPAN}-00`)?.isSampled, false);
    assert.equal(readTraceparent(`00-${TRACE}-${SPAN}-03`)?.isSampled, true);
  });

  it('of a later version is read as far as we know it', () => {
    assert.equal(readTraceparent(`cc-${TRACE}-${SPAN}-01-what-the-future-will-be`)?.traceId, TRACE);
  });

  for (const [why, text] of Object.entries({
    'is not there': undefined,
    'is empty': '',
    'has a trace of zeros': `00-${'0'.repeat(32)}-${SPAN}-01`,
    'has a span of zeros': `00-${TRACE}-${'0'.repeat(16)}-01`,
    'has 64 digits': `00-${TRACE}${TRACE}-${SPAN}-01`,
    'is in capitals': `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    'has version ff': `ff-${TRACE}-${SPAN}-01`,
    'says more than its version has': `00-${TRACE}-${SPAN}-01-more`,
    'ends in a line break': `00-${TRACE}-${SPAN}-01\n`,
    'has no flags': `00-${TRACE}-${SPAN}`,
  })) {
    it(`that ${why} is none`, () => assert.equal(readTraceparent(text), undefined));
  }

  it('is read as it was written', () => {
    const hex = (length: number) =>
      fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => !/^0+$/.test(text));
    const anyParent = fc.record(
      { traceId: hex(32), spanId: hex(16), isSampled: fc.boolean() },
      { noNullPrototype: true },
    );
    fc.assert(fc.property(anyParent, (parent) => assert.deepEqual(readTraceparent(writeTraceparent(parent)), parent)));
  });
});
