import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type LossyWay, startLossyWay } from '../../test/start-lossy-way.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../../test/start-postgres.ts';
import type { AcceptedRequest, Journal } from './journal.ts';
import { createPostgresJournal } from './postgres-journal.ts';

const classification = {
  intent: 'syntax_help',
  confidence: 0.9,
  evidence: [],
} as unknown as AcceptedRequest['classification'];
const decision = {
  intent: 'syntax_help',
  target_agent: 'debug-agent',
  outcome: 'routed',
} as unknown as AcceptedRequest['decision'];
const request = (requestId: string): AcceptedRequest => {
  const query = { query: 'why?', removed: {}, suspicions: [] };
  return { requestId, studentId: 'ada', acceptedAtMs: Date.now(), query, classification, decision };
};
const givenUp = { status: 'dead_lettered', agent: 'debug-agent', reason: 'timed_out', attempts: [] } as const;

describe('journal on PostgreSQL: the answer to a commit is lost', { skip: missingPostgres() ?? false }, () => {
  let server: TestPostgres;
  let way: LossyWay;
  let url: string;
  let journal: Journal;
  before(async () => {
    server = await startPostgres();
    way = await startLossyWay(server.port);
    url = (await server.database('doubt')).replace(`:${server.port}/`, `:${way.port}/`);
    journal = await createPostgresJournal({ url, leaseMs: 2_000 });
  });
  beforeEach(() => way.open());
  after(async () => {
    await journal?.close();
    await way?.close();
    await server?.stop();
  });

  /** Looks, past the way that loses answers, until the store holds so many rows. */
  async function untilThere(where: string, wanted: number): Promise<void> {
    for (;;) {
      const { rows } = await server.run(`SELECT count(*) AS n FROM learnflow.${where}`, 'doubt');
      if (rows[0]?.n === wanted) return;
      await wait(20);
    }
  }
  async function accepted(id: string): Promise<void> {
    while ((await journal.accept(request(id)).catch(() => undefined)) === undefined) await wait(50);
  }

  it('accepts what had been committed, once', async (context) => {
    // However long this machine takes to see that the rows are there.
    const patient = await createPostgresJournal({ url, patienceMs: 60_000, maxLagMs: 60_000 });
    context.after(() => patient.close());
    const key = { studentId: 'ada', route: 'POST /api/v1/triage', key: 'once', fingerprint: 'f' };
    await patient.accept(request('warm-up'));
    way.loseAnswers();
    const accepting = Promise.all([patient.accept(request('lost-1'), key), patient.accept(request('lost-2'))]);
    await untilThere(`requests WHERE request_id LIKE 'lost-%'`, 2);
    way.open();
    assert.deepEqual(await accepting, [{ kind: 'accepted' }, { kind: 'accepted' }]);
    assert.equal(await patient.settle('lost-1', 5, { ...givenUp, deadLetterId: 'd-lost-1' }), true);
    assert.equal((await patient.find('lost-2'))?.state.status, 'accepted');
  });

  it('takes back what it had to refuse although it had been committed, and nothing else', async () => {
    await accepted('before');
    const key = { studentId: 'ada', route: 'POST /api/v1/triage', key: 'refused', fingerprint: 'f' };
    way.loseAnswers();
    const refused = assert.rejects(journal.accept(request('refused'), key), { code: 'JOURNAL_UNAVAILABLE' });
    await untilThere(`requests WHERE request_id = 'refused'`, 1);
    way.shut();
    await refused;
    way.open();
    await untilThere(`requests WHERE request_id = 'refused'`, 0);
    await untilThere(`idempotency_keys WHERE key = 'refused'`, 0);
    assert.equal((await journal.find('before'))?.state.status, 'accepted');
    assert.equal(await journal.settle('before', 5, { ...givenUp, deadLetterId: 'd-before' }), true);
  });

  it('frees a dead letter whose claim nobody heard of', async () => {
    await accepted('claimed');
    await journal.settle('claimed', 5, { ...givenUp, deadLetterId: 'd-claimed' });
    way.loseCommits();
    const refused = assert.rejects(journal.claimDeadLetter('d-claimed', 6), { code: 'JOURNAL_UNAVAILABLE' });
    await untilThere(`dead_letters WHERE dead_letter_id = 'd-claimed' AND state = 'replaying'`, 1);
    way.shut();
    await refused;
    way.open();
    await untilThere(`dead_letters WHERE dead_letter_id = 'd-claimed' AND state = 'waiting'`, 1);
    assert.ok(await journal.claimDeadLetter('d-claimed', 7));
  });
});
