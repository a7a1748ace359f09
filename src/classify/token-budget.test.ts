import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTokenBudget } from './token-budget.ts';

const DAY_MS = 86_400_000;

describe('token budget', () => {
  it('bounds each student, and everyone together', () => {
    const budget = createTokenBudget({ dailyTokens: 250, studentDailyTokens: 100 }, () => 0);
    assert.ok(budget.reserve('ada', 100));
    assert.equal(budget.reserve('ada', 1), undefined);
    assert.ok(budget.reserve('bob', 100));
    assert.equal(budget.reserve('cleo', 51), undefined);
    assert.ok(budget.reserve('cleo', 50));
  });

  it('gives back what was set aside and not spent', () => {
    const budget = createTokenBudget({ dailyTokens: 100, studentDailyTokens: 100 }, () => 0);
    budget.reserve('ada', 100)?.settle(30);
    assert.ok(budget.reserve('ada', 70));
    assert.equal(budget.reserve('ada', 1), undefined);
  });

  it('begins again each UTC day, and yesterday’s calls take nothing from it', () => {
    let nowMs = DAY_MS - 1;
    const budget = createTokenBudget({ dailyTokens: 100, studentDailyTokens: 100 }, () => nowMs);
    const late = budget.reserve('ada', 100);
    nowMs = DAY_MS;
    assert.ok(budget.reserve('ada', 60));
    late?.settle(10);
    assert.ok(budget.reserve('ada', 40));
    assert.equal(budget.reserve('ada', 1), undefined);
  });
});
