import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Admission, admit, type BreakerState, CLOSED, conclude } from './breaker.ts';

const settings = { failuresToOpen: 5, openMs: 30_000 };

function failTimes(times: number, from: BreakerState = CLOSED, nowMs = 0): BreakerState {
  let state = from;
  for (let time = 0; time < times; time++) {
    const { admission } = admit(state, nowMs);
    if (admission) state = conclude(state, admission, 'failure', nowMs, settings);
  }
  return state;
}

describe('breaker', () => {
  it('opens at the fifth failure in a row, not before', () => {
    assert.equal(failTimes(4).kind, 'closed');
    assert.deepEqual(failTimes(5), { kind: 'open', epoch: 1, untilMs: 30_000 });
  });

  it('starts counting again after a success', () => {
    const four = failTimes(4);
    const healed = conclude(four, { epoch: four.epoch }, 'success', 0, settings);
    assert.equal(failTimes(4, healed).kind, 'closed');
  });

  it('refuses everyone for 30 s, then lets one through and refuses the rest', () => {
    const open = failTimes(5);
    assert.equal(admit(open, 29_999).admission, undefined);
    const probe = admit(open, 30_000);
    assert.ok(probe.admission);
    assert.equal(probe.state.kind, 'half_open');
    assert.equal(admit(probe.state, 30_000).admission, undefined);
  });

  it('closes when the probe succeeds and opens for another 30 s when it fails', () => {
    const { state, admission } = admit(failTimes(5), 30_000);
    assert.ok(admission);
    assert.equal(conclude(state, admission, 'success', 31_000, settings).kind, 'closed');
    assert.deepEqual(conclude(state, admission, 'failure', 31_000, settings), {
      kind: 'open',
      epoch: 3,
      untilMs: 61_000,
    });
  });

  it('gives the place of a probe that was never judged to the next caller', () => {
    const { state, admission } = admit(failTimes(5), 30_000);
    assert.ok(admission);
    const freed = conclude(state, admission, 'neutral', 31_000, settings);
    assert.ok(admit(freed, 31_000).admission);
  });

  it('ignores the late end of a call that was let through before it opened', () => {
    const late = admit(CLOSED, 0).admission as Admission;
    const open = failTimes(5);
    assert.equal(conclude(open, late, 'success', 1, settings), open);
    const half = admit(open, 30_000).state;
    assert.equal(conclude(half, late, 'failure', 30_001, settings), half);
  });

  it('holds its promises over any history', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('call' as const) }),
      fc.record({
        do: fc.constant('end' as const),
        as: fc.constantFrom('success', 'failure', 'neutral'),
        which: fc.nat(9),
      }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let state: BreakerState = CLOSED;
        let nowMs = 0;
        let openedAtMs = -1;
        const underWay: Admission[] = [];
        for (const action of steps) {
          if (action.do === 'wait') nowMs += action.ms;
          else if (action.do === 'call') {
            const before = state;
            const { state: after, admission } = admit(state, nowMs);
            state = after;
            if (before.kind === 'closed') assert.ok(admission, 'closed lets everyone through');
            if (before.kind === 'half_open') assert.equal(admission, undefined, 'one probe at a time');
            if (admission && before.kind === 'open' && openedAtMs >= 0) assert.ok(nowMs >= openedAtMs + 30_000);
            if (admission) underWay.push(admission);
          } else {
            const [admission] = underWay.splice(action.which % Math.max(1, underWay.length), 1);
            if (admission === undefined) continue;
            const before = state;
            state = conclude(state, admission, action.as as 'success', nowMs, settings);
            if (before.kind !== 'open' && state.kind === 'open') openedAtMs = action.as === 'failure' ? nowMs : -1;
            if (state.kind === 'closed') assert.ok(state.consecutiveFailures < 5);
            if (action.as === 'neutral' && before.kind === 'closed') assert.equal(state, before);
          }
        }
      }),
    );
  });
});
