import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { AcceptedRequest } from '../../src/journal/journal.ts';
import { createSqliteJournal } from '../../src/journal/sqlite-journal.ts';
import { startBadAgent } from '../start-bad-agent.ts';
import { call, runCli, startService } from '../start-service.ts';

const LETTERS = 10_000;
const PER_SECOND = 1_000;
/** Timers fire in bursts of a few milliseconds on a busy machine. */
const SLACK = 1.05;

/** What an outage leaves behind. */
async function leaveLetters(file: string): Promise<void> {
  const journal = await createSqliteJournal(file, { maxLagMs: 60_000 });
  const usage = { input_tokens: 0, output_tokens: 0, source: 'none' } as const;
  const limits = { threshold: 0.6, clarify_margin: 0.1, out_of_scope: 0, scores: [], evidence: [] };
  const decision = {
    intent: 'syntax_help',
    confidence: 0.9,
    priority: 'high',
    outcome: 'routed',
    reasons: [],
  } as const;
  const leave = async (index: number) => {
    const requestId = `outage-${String(index).padStart(5, '0')}`;
    const request: AcceptedRequest = {
      requestId,
      studentId: `student-${index % 100}`,
      acceptedAtMs: Date.now(),
      query: { query: `why does line ${index} fail`, removed: {}, suspicions: [] },
      classification: { intent: 'syntax_help', confidence: 0.9, decided_by: 'rules', usage, ...limits },
      decision: { ...decision, reasons: [], target_agent: 'debug-agent' },
    };
    await journal.accept(request);
    const end = { status: 'dead_lettered', agent: 'debug-agent', reason: 'breaker_open', attempts: [] } as const;
    await journal.settle(requestId, Date.now(), { ...end, deadLetterId: `letter-${index}` });
  };
  const callers = Array.from({ length: 64 }, async (_, caller) => {
    for (let index = caller; index < LETTERS; index += 64) await leave(index);
  });
  await Promise.all(callers);
  await journal.close();
}

describe('faults: an outage is over', () => {
  it(`answers ${LETTERS} dead letters, each once, never faster than the tutor may be asked`, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'learnflow-outage-'));
    await leaveLetters(join(dataDir, 'learnflow.db'));
    const tutor = await startBadAgent();
    const agents = ['debug', 'concepts', 'exercise', 'progress', 'review'].map((name) => `${name}-agent=${tutor.url}`);
    const env = { LEARNFLOW_AGENTS: agents.join(','), LEARNFLOW_REPLAY_PER_SECOND: String(PER_SECOND) };
    const service = await startService({ ...env, LEARNFLOW_LOG_LEVEL: 'error' }, dataDir);
    try {
      await tutor.setMode('well');
      const { stdout, stderr } = await runCli('dead-letters', 'replay', '--all', '--json', '--data-dir', dataDir);
      const { matched, answered, failed, skipped } = JSON.parse(stdout);
      assert.deepEqual(
        { matched, answered, failed, skipped },
        { matched: LETTERS, answered: LETTERS, failed: 0, skipped: 0 },
      );
      assert.equal(await tutor.countCalls(), LETTERS);
      assert.ok((await tutor.mostInASecond()) <= PER_SECOND * SLACK, `${await tutor.mostInASecond()} in a second`);
      assert.ok(stderr.split('\n').length > 5, 'no progress was shown');
      const operator = await service.token('root', '--role', 'operator');
      const left = await call(service, '/api/v1/dead-letters?state=waiting', { token: operator });
      assert.deepEqual(left.json.items, []);
    } finally {
      await service.stop();
      tutor.stop();
    }
  });
});
