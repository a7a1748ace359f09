import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startEventSink } from '../faults/event-sink.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, runCli, startService, type TestService } from '../start-service.ts';

const chosen = (query: string) => ({ query, session_context: { chosen_intent: 'syntax_help' } });

describe('journey: what was given up is answered later', () => {
  let service: TestService;
  let tutor: BadAgent;
  let ada: string;
  let operator: string;
  before(async () => {
    tutor = await startBadAgent();
    service = await startService({
      LEARNFLOW_AGENTS: ['debug', 'concepts', 'exercise', 'progress', 'review']
        .map((name) => `${name}-agent=${tutor.url}`)
        .join(','),
      LEARNFLOW_BREAKER_OPEN_MS: '100',
      LEARNFLOW_REPLAY_PER_SECOND: '100',
    });
    ada = await service.token('ada');
    operator = await service.token('root', '--role', 'operator', '--permissions', 'privacy');
  });
  after(async () => {
    await service.stop();
    tutor.stop();
  });

  async function giveUp(query: string, token = ada): Promise<{ requestId: string; deadLetterId: string }> {
    await tutor.setMode('refusal');
    const { status, json } = await call(service, '/api/v1/triage', { token, body: chosen(query) });
    assert.equal(status, 502, JSON.stringify(json));
    return { requestId: json.instance.split('/').at(-1), deadLetterId: json.dead_letter_id };
  }

  it('replays one dead letter, tells the student who waits, and does it once', async () => {
    const { requestId, deadLetterId } = await giveUp('why does it fail');
    const waiting = await fetch(`${service.url}/api/v1/requests/${requestId}`, {
      headers: { authorization: `Bearer ${ada}`, accept: 'text/event-stream' },
    });
    assert.match(waiting.headers.get('content-type') ?? '', /text\/event-stream/);
    const told = waiting.text();
    const show = await call(service, `/api/v1/dead-letters/${deadLetterId}`, { token: operator });
    assert.deepEqual(
      [show.json.reason, show.json.state, show.json.query.query, show.json.attempts.length],
      ['agent_rejected', 'waiting', 'why does it fail', 1],
    );

    await tutor.setMode('well');
    const replay = () =>
      call(service, `/api/v1/dead-letters/${deadLetterId}/replay`, { token: operator, method: 'POST' });
    const both = await Promise.all([replay(), replay()]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
    assert.equal(await tutor.countCalls(), 1);
    const events = [...(await told).matchAll(/event: request\nid: (\w+)\n/g)].map(([, status]) => status);
    assert.deepEqual(events, ['dead_lettered', 'replayed']);
    const { json } = await call(service, `/api/v1/requests/${requestId}`, { token: ada });
    assert.deepEqual([json.status, json.reply.text], ['replayed', 'All is well.']);
  });

  it('shows what a replay would do, does it for all that match, and discards for good', async () => {
    const eve = await service.token('eve');
    const letters: { requestId: string; deadLetterId: string }[] = [];
    for (const query of ['one', 'two', 'three']) letters.push(await giveUp(query, eve));
    const last = letters.pop();
    const discard = () =>
      call(service, `/api/v1/dead-letters/${last?.deadLetterId}`, { token: operator, method: 'DELETE' });
    assert.deepEqual([(await discard()).json.state, (await discard()).status], ['discarded', 409]);

    await tutor.setMode('well');
    const body = { student_id: 'eve' };
    const plan = await call(service, '/api/v1/dead-letters/replay?dry_run', { token: operator, body });
    assert.deepEqual([plan.json.matched, plan.json.plans.length, plan.json.plans[0].would], [2, 2, 'ask']);
    assert.deepEqual(plan.json.plans[0].route, { intent: 'syntax_help', agent: 'debug-agent' });
    assert.equal(plan.json.plans[0].route_today.intent, 'syntax_help');
    // One that is named is shown however many there are and wherever it stands: the discarded one is on no list of waiting ones.
    for (const [id, would, why] of [
      [letters[0]?.deadLetterId, 'ask', undefined],
      [last?.deadLetterId, 'skip', 'it is discarded'],
    ]) {
      const args = ['dead-letters', 'replay', String(id), '--dry-run', '--json', '--data-dir', service.dataDir];
      const shown = (await runCli(...args)).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.deepEqual(
        shown.map((one) => [one.dead_letter_id, one.would, one.why]),
        [[id, would, why]],
      );
    }
    const unknown = await call(service, '/api/v1/dead-letters/nobody/replay?dry_run', {
      token: operator,
      method: 'POST',
    });
    assert.equal(unknown.status, 404);
    assert.equal(await tutor.countCalls(), 0);

    const { stdout, stderr } = await runCli(
      ...['dead-letters', 'replay', '--student', 'eve', '--json', '--data-dir', service.dataDir],
    );
    const done = JSON.parse(stdout);
    assert.deepEqual([done.state, done.matched, done.answered, done.failed, done.skipped], ['finished', 2, 2, 0, 0]);
    assert.match(stderr, /2 of 2/);
    assert.equal(await tutor.countCalls(), 2);
    for (const { requestId } of letters) {
      assert.equal((await call(service, `/api/v1/requests/${requestId}`, { token: eve })).json.status, 'replayed');
    }
    const list = await runCli('dead-letters', 'list', '--student', 'eve', '--json', '--data-dir', service.dataDir);
    assert.deepEqual(
      list.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).state),
      ['discarded', 'replayed', 'replayed'],
    );
  });

  it('tells of a replay of many on the answer itself, and says elsewhere which process holds it', async () => {
    const mia = await service.token('mia');
    for (const query of ['four', 'five']) await giveUp(query, mia);
    await tutor.setMode('well');
    // A second replica on the same store, as behind one address.
    const other = await startService({ LEARNFLOW_STORE: `sqlite:${join(service.dataDir, 'learnflow.db')}` });
    try {
      const response = await fetch(`${service.url}/api/v1/dead-letters/replay`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${operator}`,
          accept: 'text/event-stream',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ student_id: 'mia' }),
      });
      assert.equal(response.status, 202);
      const told = [...(await response.text()).matchAll(/event: progress\ndata: (.*)\n/g)].map(([, text]) =>
        JSON.parse(text ?? ''),
      );
      const { replay_id, state, matched, answered } = told.at(-1);
      assert.deepEqual([told[0].state, state, matched, answered], ['running', 'finished', 2, 2]);

      const path = `/api/v1/dead-letters/replays/${replay_id}`;
      assert.equal((await call(service, path, { token: operator })).json.answered, 2);
      const token = await other.token('root', '--role', 'operator');
      const elsewhere = await call(other, path, { token });
      assert.equal(elsewhere.status, 404);
      assert.ok(elsewhere.json.detail.includes(`alone, ${replay_id.slice(37)}; this is `), elsewhere.text);
      assert.ok(replay_id.endsWith(`.${service.process.pid}`), replay_id);
    } finally {
      await other.stop();
    }
  });

  it('refuses a replay while the breaker is open', async () => {
    const { deadLetterId } = await giveUp('breaker');
    await tutor.setMode('error');
    // Each brings several failures in a row: five of them open the breaker.
    for (let time = 0; time < 3; time++) await call(service, '/api/v1/triage', { token: ada, body: chosen('x') });
    const { status, json } = await call(service, `/api/v1/dead-letters/${deadLetterId}/replay`, {
      token: operator,
      method: 'POST',
    });
    // Open for a tenth of a second only: at the edge of it the tutor is asked, and fails.
    assert.ok([502, 503].includes(status), JSON.stringify(json));
    const after = await call(service, `/api/v1/dead-letters/${deadLetterId}`, { token: operator });
    assert.equal(after.json.state, 'waiting');
    await tutor.setMode('well');
  });

  it('answers the same key once, and tells of a dead letter as it stands today', async () => {
    const gus = await service.token('gus');
    await tutor.setMode('refusal');
    const headers = { 'idempotency-key': '"key-1"' };
    const send = (body: object, key = headers) => call(service, '/api/v1/triage', { token: gus, body, headers: key });
    const first = await send(chosen('again'));
    assert.equal(first.status, 502);
    const again = await send(chosen('again'));
    assert.deepEqual([again.status, again.json.dead_letter_id], [502, first.json.dead_letter_id]);
    assert.equal(await tutor.countCalls(), 1);

    await tutor.setMode('well');
    const replayPath = `/api/v1/dead-letters/${first.json.dead_letter_id}/replay`;
    await call(service, replayPath, { token: operator, method: 'POST' });
    const tenMinutesAgo = new Date(Date.now() - 600_000).toISOString();
    const answered = await send({ ...chosen('again'), timestamp: tenMinutesAgo });
    assert.deepEqual([answered.status, answered.json.status], [200, 'replayed']);
    const other = await send(chosen('something else'));
    assert.deepEqual([other.status, other.json.code], [422, 'IDEMPOTENCY_CONFLICT']);

    await tutor.setMode('well');
    const at = { 'idempotency-key': 'key-2' };
    const many = await Promise.all(Array.from({ length: 8 }, () => send(chosen('at once'), at)));
    assert.equal(await tutor.countCalls(), 1);
    for (const { status, json } of many) assert.ok(status === 200 || json.code === 'IDEMPOTENCY_IN_FLIGHT');
    const later = await send(chosen('at once'), at);
    const answeredFirst = many.find(({ status }) => status === 200);
    assert.deepEqual(later.json, answeredFirst?.json);
  });

  it('keeps who did what, who was refused, and lets only those with the permission see it', async () => {
    await call(service, '/api/v1/dead-letters', { token: ada });
    const plain = await service.token('plain', '--role', 'operator');
    assert.equal((await call(service, '/api/v1/audit', { token: plain })).status, 403);
    const refusals = async () =>
      (await call(service, '/api/v1/audit?kind=refusal&limit=200', { token: operator })).json.items;
    while ((await refusals()).length < 2) await new Promise(setImmediate);
    const [newest] = (await refusals()).filter(({ student_id }: { student_id?: string }) => student_id === 'ada');
    assert.deepEqual([newest.detail.code, newest.detail.route], ['FORBIDDEN', 'GET /api/v1/dead-letters']);

    const replays = await call(service, '/api/v1/audit?kind=replay&agent=debug-agent', { token: operator });
    assert.deepEqual(replays.json.items.at(-1).actor, { role: 'operator', id: 'root' });
    const { stdout } = await runCli(
      ...[
        'audit',
        '--student',
        'ada',
        '--kind',
        'decision',
        '--status',
        'replayed',
        '--json',
        '--data-dir',
        service.dataDir,
      ],
    );
    const [decision] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(decision.classification.decided_by, 'student');
    assert.equal(decision.attempts[0].error, 'rejected');
  });

  it('keeps of each decision its evidence, attempts, breaker, flags, tokens and timings', async () => {
    const eve = await service.token('eve');
    await tutor.setMode('well');
    const answered = await call(service, '/api/v1/triage', {
      token: eve,
      body: { query: 'What is a list in Python?' },
    });
    assert.equal(answered.status, 200);
    await tutor.setMode('error');
    let asked = 0;
    const ask = async (query: string) => {
      asked += 1;
      await call(service, '/api/v1/triage', { token: eve, body: chosen(query) });
    };
    // The first brings four failures in a row, the second the fifth, which opens the breaker.
    for (const query of ['one', 'two']) await ask(query);
    // Open for a tenth of a second only: one that comes later is let through as a probe, and fails as the others.
    const newest = '/api/v1/audit?kind=decision&student_id=eve&limit=1';
    do await ask('three');
    while ((await call(service, newest, { token: operator })).json.items[0].attempts.length > 0);
    await tutor.setMode('well');
    const { json } = await call(service, '/api/v1/audit?kind=decision&student_id=eve&limit=200', { token: operator });
    const items = json.items.slice(0, asked + 1);
    const [third, first, told] = [items[0], items[asked - 1], items[asked]];
    for (const { decision, classification, flags, timings } of items) {
      assert.ok(classification.evidence.length > 0);
      assert.equal(classification.usage.source, 'none');
      assert.equal(decision.flags['circuit-breaker'], 'on');
      assert.deepEqual(flags, decision.flags);
      assert.ok(timings.total_ms >= timings.dispatch_ms && timings.total_ms > 0, JSON.stringify(timings));
    }
    assert.deepEqual(
      [told, first, third].map(({ status, decision, attempts }) => [status, decision.breaker, attempts.length]),
      [
        ['answered', 'closed', 0],
        ['dead_lettered', 'closed', 4],
        ['dead_lettered', 'open', 0],
      ],
    );
  });

  it('takes feedback from the student it concerns and from teachers, and makes examples of it', async () => {
    await tutor.setMode('well');
    const { json } = await call(service, '/api/v1/triage', { token: ada, body: chosen('rate me') });
    const say = (token: string, body: object) => call(service, '/api/v1/feedback', { token, body });
    const about = { request_id: json.request_id };
    assert.equal((await say(ada, about)).status, 400);
    assert.equal((await say(await service.token('bob'), { ...about, helpful: true })).status, 404);
    assert.equal((await say(ada, { ...about, helpful: false })).status, 201);
    const teacher = await service.token('tom', '--role', 'teacher');
    assert.equal((await say(teacher, { ...about, right_intent: 'code_review' })).status, 201);
    const { stdout } = await runCli('feedback', 'export', '--data-dir', service.dataDir);
    const examples = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      examples.map(({ text, given_intent, right_intent }) => [text, given_intent, right_intent]),
      [
        ['rate me', 'syntax_help', 'code_review'],
        ['rate me', 'syntax_help', undefined],
      ],
    );
  });

  it('lists a student’s own requests, exports them, and erases them when the student says so', async () => {
    const list = await call(service, '/api/v1/requests?limit=2', { token: ada });
    assert.equal(list.json.items.length, 2);
    const next = await call(service, `/api/v1/requests?limit=2&cursor=${list.json.next_cursor}`, { token: ada });
    assert.notEqual(next.json.items[0].request_id, list.json.items[0].request_id);
    assert.equal((await call(service, '/api/v1/requests?limit=0', { token: ada })).status, 400);
    assert.equal((await call(service, '/api/v1/requests?cursor=x', { token: ada })).status, 400);
    assert.equal((await call(service, '/api/v1/requests?student_id=gus', { token: ada })).status, 403);

    assert.equal((await call(service, '/api/v1/students/gus/export', { token: ada })).status, 403);
    const whole = await call(service, '/api/v1/students/ada/export', { token: ada });
    const lines = whole.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(lines[0].kind, 'student');
    assert.ok(lines.some(({ kind, query }) => kind === 'request' && query.query === 'rate me'));

    assert.equal((await call(service, '/api/v1/students/gus', { token: ada, method: 'DELETE' })).status, 403);
    const erased = await call(service, '/api/v1/students/ada', { token: ada, method: 'DELETE' });
    assert.deepEqual([erased.status, erased.json.erased_by], [200, { role: 'student' }]);
    assert.ok(erased.json.requests > 2);
    assert.deepEqual((await call(service, '/api/v1/requests', { token: ada })).json.items, []);
    const trail = await call(service, '/api/v1/audit?student_id=ada', { token: operator });
    assert.deepEqual(
      trail.json.items.map(({ kind }: { kind: string }) => kind),
      ['erasure'],
    );
  });
});

describe('journey: a recovered tutor answers what it missed by itself', () => {
  it('replays automatically where that is set, and publishes every event', async () => {
    const tutor = await startBadAgent();
    const sink = await startEventSink();
    const service = await startService({
      LEARNFLOW_AGENTS: ['debug', 'concepts', 'exercise', 'progress', 'review']
        .map((name) => `${name}-agent=${tutor.url}`)
        .join(','),
      LEARNFLOW_EVENTS: sink.url,
      LEARNFLOW_AUTO_REPLAY: 'on',
      LEARNFLOW_BREAKER_OPEN_MS: '200',
    });
    try {
      const token = await service.token('ada');
      await tutor.setMode('error');
      const asked = await Promise.all(
        ['a', 'b', 'c'].map((query) => call(service, '/api/v1/triage', { token, body: chosen(query) })),
      );
      await tutor.setMode('well');
      for (const { json } of asked) {
        assert.ok(json.dead_letter_id, JSON.stringify(json));
        const waiting = await fetch(`${service.url}${json.instance}`, {
          headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
        });
        assert.match(await waiting.text(), /id: replayed/);
      }
      const told = asked.flatMap(({ json }) => [`${json.request_id}:dead_lettered`, `${json.request_id}:replayed`]);
      while (!told.every((id) => sink.countById.has(id))) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual([...sink.countById.keys()].sort(), told.sort());
    } finally {
      await service.stop();
      tutor.stop();
      sink.close();
    }
  });
});
