import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPacer } from './pace.ts';

describe('createPacer', () => {
  it('never gives more turns in a stretch of time than it should', async () => {
    const pacer = createPacer(10);
    const startedAt = performance.now();
    const signal = new AbortController().signal;
    const at: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, () => pacer.turn(signal).then(() => at.push(performance.now() - startedAt))),
    );
    // Timers count whole milliseconds and may fire a fraction early.
    for (const [index, ms] of at.entries()) assert.ok(ms >= index * 10 - 1.5, `turn ${index} came at ${ms} ms`);
  });

  it('keeps nobody waiting once it is over', async () => {
    const pacer = createPacer(60_000);
    const over = AbortSignal.abort();
    await pacer.turn(over);
    await pacer.turn(over);
  });
});
