import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTokenBudget } from './token-budget.ts';

const DAY_MS = 86_400_000;

type Reserved = ReturnType<ReturnType<typeof createTokenBudget>['reserve']>;

function isReserved(reserved: Reserved): Exclude<Reserved, { refusedBy: string }> {
  assert.equal(reserved.refusedBy, undefined);
  return reserved as Exclude<Reserved, { refusedBy: string }>;
}

describe('token budget', () => {
  it('bounds each student, and everyone together', () => {
    const budget = createTokenBudget({ dailyTokens: 250, studentDailyTokens: 100 }, () => 0);
    isReserved(budget.reserve('ada', 100));
    assert.deepEqual(budget.reserve('ada', 1), { refusedBy: 'student' });
    isReserved(budget.reserve('bob', 100));
    assert.deepEqual(budget.reserve('cleo', 51), { refusedBy: 'all' });
    isReserved(budget.reserve('cleo', 50));
    assert.equal(budget.left(), 0);
  });

  it('gives back what was set aside and not spent', () => {
    const budget = createTokenBudget({ dailyTokens: 100, studentDailyTokens: 100 }, () => 0);
    isReserved(budget.reserve('ada', 100)).settle(30);
    assert.equal(budget.left(), 70);
    isReserved(budget.reserve('ada', 70));
    assert.ok('refusedBy' in budget.reserve('ada', 1));
  });

  it('begins again each UTC day, and yesterday’s calls take nothing from it', () => {
    let nowMs = DAY_MS - 1;
    const budget = createTokenBudget({ dailyTokens: 100, studentDailyTokens: 100 }, () => nowMs);
    const late = isReserved(budget.reserve('ada', 100));
    nowMs = DAY_MS;
    isReserved(budget.reserve('ada', 60));
    late.settle(10);
    isReserved(budget.reserve('ada', 40));
    assert.ok('refusedBy' in budget.reserve('ada', 1));
  });
});
