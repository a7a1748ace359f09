import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DispatchResult } from './dispatch/dispatch.ts';
import { FLAG_NAMES, type FlagSnapshot } from './flags.ts';
import type { AcceptedRequest, Journal } from './journal/journal.ts';
import { createSqliteJournal } from './journal/sqlite-journal.ts';
import { createReplay, type Replay } from './replay.ts';
import { NO_SPAN } from './telemetry/span.ts';

const operator = { role: 'operator', id: 'olga' } as const;
const HOUR_MS = 3_600_000;
const answered: DispatchResult = {
  kind: 'answered',
  reply: { agent: 'debug-agent', text: 'Because.', topics: [] },
  attempts: [],
};
const failed: DispatchResult = { kind: 'given_up', reason: 'exhausted', attempts: [] };

describe('replay', () => {
  let folder: string;
  let journal: Journal;
  let replay: Replay;
  let now: number;
  let isOpen: boolean;
  let asked: number;
  let outcome: () => DispatchResult | Promise<DispatchResult>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'learnflow-replay-'));
    journal = await createSqliteJournal(join(folder, 'learnflow.db'), { maxLagMs: 60_000 });
    now = Date.UTC(2026, 0, 10, 12);
    isOpen = false;
    asked = 0;
    outcome = () => answered;
    let ids = 0;
    replay = createReplay({
      journal,
      dispatch: async () => {
        asked += 1;
        return outcome();
      },
      flags: () => Object.fromEntries(FLAG_NAMES.map((name) => [name, true])) as FlagSnapshot['on'],
      isAgentOpen: () => isOpen,
      routeToday: () => ({ intent: 'syntax_help', agent: 'debug-agent' }),
      newId: () => `replay-${ids++}`,
      holder: 'here',
      nowMs: () => now,
      deadlineMs: 9_000,
      ratePerSecond: 10_000,
      onFailure: (error) => assert.fail(String(error)),
      replayed: () => undefined,
      continueTrace: () => NO_SPAN,
    });
    await giveUp('first');
  });
  afterEach(async () => {
    await replay.close();
    await journal.close();
    rmSync(folder, { recursive: true });
  });

  async function giveUp(id: string): Promise<void> {
    const classification = { intent: 'syntax_help', confidence: 0.9, evidence: [] } as unknown as never;
    const decision = { intent: 'syntax_help', target_agent: 'debug-agent', outcome: 'routed' } as unknown as never;
    const query: AcceptedRequest['query'] = { query: 'why?', removed: {}, suspicions: [] };
    await journal.accept({ requestId: id, studentId: 'ada', acceptedAtMs: now, query, classification, decision });
    const end = { status: 'dead_lettered', agent: 'debug-agent', reason: 'timed_out', attempts: [] } as const;
    await journal.settle(id, now, { ...end, deadLetterId: `letter-${id}` });
  }
  const letter = () => journal.findDeadLetter('letter-first');
  /** One automatic round, to its end. */
  async function recover(): Promise<void> {
    const progress = await replay.replayRecovered('debug-agent');
    assert.ok(progress);
    await finish(progress.replay_id);
  }
  async function finish(replayId: string) {
    for await (const progress of replay.followReplay(replayId, new AbortController().signal)) {
      if (progress.state === 'finished') return progress;
    }
    return assert.fail('it did not finish');
  }

  it('asks nobody while the tutor’s breaker is open, and leaves what waits as it was', async () => {
    isOpen = true;
    await assert.rejects(replay.replayOne('letter-first', operator), { code: 'AGENT_UNAVAILABLE' });
    const { skipped, answered: done } = await finish(replay.replayMatching({}, operator).replay_id);
    assert.deepEqual([skipped, done, asked], [1, 0, 0]);
    const { state, replays } = (await letter()) ?? {};
    assert.deepEqual([state, replays], ['waiting', 0]);
  });

  it('asks by itself ten times, and from then on once an hour', async () => {
    outcome = () => failed;
    for (let round = 0; round < 12; round++) await recover();
    assert.equal(asked, 10);
    now += HOUR_MS;
    await recover();
    await recover();
    assert.equal(asked, 11);
    now += HOUR_MS;
    outcome = () => answered;
    await recover();
    assert.equal((await letter())?.state, 'replayed');
  });

  it('does not call answered what was no longer its own to answer', async () => {
    outcome = async () => {
      await journal.eraseStudent('ada', now, operator);
      return answered;
    };
    await assert.rejects(replay.replayOne('letter-first', operator), { code: 'DEAD_LETTER_NOT_WAITING' });
    await giveUp('second');
    const {
      matched,
      answered: done,
      failed: gone,
      skipped,
    } = await finish(replay.replayMatching({}, operator).replay_id);
    assert.deepEqual([matched, done, gone, skipped], [1, 0, 0, 1]);
  });
});
