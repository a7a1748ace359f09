import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ModelsReport } from '../../contract/model-release.ts';
import type { Problem } from '../../contract/problem.ts';
import { SHIPPED_MODEL_URL } from '../../skills/triage-logic/shipped-model.ts';
import { changeModel, makeHesitantModel, makeStubbornModel, writeModel } from '../create-models.ts';
import { createTokens } from '../create-tokens.ts';
import { missingPostgres, startPostgres } from '../start-postgres.ts';
import { call, runCli, startService, type TestService } from '../start-service.ts';

const QUESTION = 'What is the difference between a list and a tuple?';
const ENV = { LEARNFLOW_MESSAGES_PER_MINUTE: '1000000', LEARNFLOW_MESSAGES_PER_HOUR: '1000000' };

describe('journey: the release of a model', () => {
  let service: TestService;
  let tokenOf: Awaited<ReturnType<typeof createTokens>>;
  let stubborn: string;
  before(async () => {
    service = await startService(ENV);
    tokenOf = await createTokens(service.dataDir);
  });
  after(() => service.stop());

  const model = (...args: string[]) => runCli('model', ...args, '--data-dir', service.dataDir);
  const operate = async (path: string, body?: object | Uint8Array) => {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(`${service.url}/api/v1/models${path}`, {
      method: body === undefined && path === '' ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf('root', 'operator')}`,
        ...(body !== undefined && { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body !== undefined && { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as ModelsReport & Problem };
  };
  const status = async (): Promise<ModelsReport> => (await operate('')).json;
  const file = (name: string, bytes: Uint8Array) => writeModel(join(service.dataDir, name), bytes);
  const classify = async (student: string, on = service, query = QUESTION) => {
    const { json } = await call(on, '/api/v1/classify', { token: await tokenOf(student), body: { query } });
    return json.classification as { intent: string; model_id: string };
  };
  const metric = async (series: string) => {
    const text = await (await fetch(service.metricsUrl)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')
        .at(-1),
    );
  };

  it('begins with the shipped model, and names it in every decision', async () => {
    const { release, deciding, models } = await status();
    assert.deepEqual(release, { revision: 0, active: 'shipped', previous: [] });
    assert.deepEqual(
      models.map(({ model_id, origin, role }) => [model_id, origin, role]),
      [[deciding, 'shipped', 'active']],
    );
    assert.deepEqual(
      [(await classify('ada')).model_id, (await classify('ada')).intent],
      [deciding, 'concept_explanation'],
    );
  });

  it('keeps a model that was added, once, and lets it decide nothing', async () => {
    const path = file('stubborn.model', makeStubbornModel('progress_check'));
    stubborn = (await model('add', path)).stdout.trim();
    assert.match(stubborn, /^[0-9a-f]{12}$/);
    assert.equal((await model('add', path)).stdout.trim(), stubborn);
    assert.match((await model('list')).stdout, new RegExp(`${stubborn}  idle.*by operator`));
    assert.equal((await classify('ada')).intent, 'concept_explanation');
  });

  it('refuses a file that is no usable model with what is wrong, and the one before it stays', async () => {
    const good = readFileSync(SHIPPED_MODEL_URL);
    const damaged = Uint8Array.from(good);
    damaged[damaged.length - 100] = (damaged[damaged.length - 100] ?? 0) ^ 1;
    const version = Uint8Array.from(good);
    version[4] = 99;
    const others = changeModel(({ labels }) => ({ labels: labels.map((label) => `${label}_2`) }));
    for (const [name, bytes, why] of [
      ['truncated', good.subarray(0, 1_000), /cut short: 1000 of/],
      ['no model', Buffer.from('{"weights": []}'), /not a LearnFlow model file/],
      ['cut', good.subarray(0, -1), /cut short/],
      ['damaged', damaged, /damaged/],
      ['version', version, /format version 99, this program reads version \d/],
      ['other intents', others, /other intents.*code_review_2/],
    ] as const) {
      const { status: seen, json } = await operate('', Uint8Array.from(bytes));
      assert.deepEqual([name, seen, json.code], [name, 422, 'MODEL_REFUSED']);
      assert.match(json.detail, why);
    }
    await assert.rejects(model('add', file('cut.model', good.subarray(0, -1))), { stderr: /cut short.*MODEL_REFUSED/ });
    assert.equal((await operate('/abcdef012345/activate', {})).status, 404);
    const { release, models } = await status();
    assert.deepEqual([release.active, models.length], ['shipped', 2]);
    assert.equal((await classify('ada')).intent, 'concept_explanation');
  });

  it('runs in shadow: it is asked about every message, decides none, and where it differs is seen', async () => {
    await model('activate', stubborn, '--shadow');
    for (const student of ['ada', 'bob', 'eve']) assert.equal((await classify(student)).intent, 'concept_explanation');
    assert.equal((await classify('ada', service, 'How am I doing so far?')).intent, 'progress_check');
    const { release, comparison } = await status();
    assert.deepEqual(release.candidate, { model_id: stubborn, percent: 0 });
    assert.deepEqual([comparison?.messages, comparison?.agreed], [4, 1]);
    assert.deepEqual(comparison?.disagreements, [
      { active: 'concept_explanation', candidate: 'progress_check', messages: 3 },
    ]);
    assert.equal(comparison?.candidate.routed, 4);
    assert.match((await model('status')).stdout, /in shadow.*25\.0 % agreed.*3 times concept_explanation became/s);
    assert.equal(await metric('learnflow_release_compared_total{result="disagreed"}'), 3);
    assert.equal(await metric('learnflow_release_outcomes_total{model="candidate",outcome="routed"}'), 4);
    assert.equal(await metric('learnflow_release_candidate'), 1);
  });

  it('decides for a share of students, always the same ones, and opinions count for the model they are of', async () => {
    assert.equal((await operate(`/${stubborn}/activate`, { percent: 50 })).status, 200);
    const students = Array.from({ length: 24 }, (_, index) => `student-${index}`);
    const first = await Promise.all(students.map((student) => classify(student)));
    const again = await Promise.all(students.map((student) => classify(student)));
    assert.deepEqual(again, first);
    assert.deepEqual(new Set(first.map(({ intent }) => intent)), new Set(['progress_check', 'concept_explanation']));
    assert.equal((await status()).comparison?.messages, 4 + 48);

    const lucky = students[first.findIndex(({ model_id }) => model_id === stubborn)] as string;
    const token = await tokenOf(lucky);
    const { json } = await call(service, '/api/v1/triage', { token, body: { query: QUESTION } });
    assert.equal(json.decision.target_agent, 'progress-agent');
    await call(service, '/api/v1/feedback', { token, body: { request_id: json.request_id, helpful: false } });
    while ((await status()).comparison?.candidate.unhelpful !== 1) await wait(20);
    assert.equal(await metric('learnflow_release_feedback_total{model="candidate",verdict="unhelpful"}'), 1);
    assert.equal(await metric('learnflow_release_feedback_total{model="active",verdict="unhelpful"}'), 0);
  });

  it('decides for all, survives a restart, and is followed within seconds by whoever shares the store', async () => {
    await model('activate', stubborn);
    assert.equal((await classify('student-0')).intent, 'progress_check');
    const { dataDir } = service;
    await service.stop({ keepData: true });
    service = await startService(ENV, dataDir);
    assert.equal((await classify('student-0')).model_id, stubborn);

    const second = await startService({ ...ENV, LEARNFLOW_STORE: `sqlite:${join(dataDir, 'learnflow.db')}` });
    try {
      tokenOf = await createTokens(second.dataDir);
      assert.equal((await classify('student-0', second)).model_id, stubborn);
      await model('rollback');
      const until = Date.now() + 10_000;
      while ((await classify('student-0', second)).intent === 'progress_check' && Date.now() < until) await wait(50);
      assert.equal((await classify('student-0', second)).intent, 'concept_explanation');
    } finally {
      await second.stop();
      tokenOf = await createTokens(dataDir);
    }
  });

  it('goes back step by step, never forward, and says when there is nothing to go back to', async () => {
    assert.equal((await status()).release.active, 'shipped');
    const nothing = await operate('/rollback', {});
    assert.deepEqual([nothing.status, nothing.json.code], [409, 'RELEASE_CONFLICT']);
    assert.equal((await operate(`/${stubborn}/activate`, { percent: 10 })).status, 200);
    assert.equal((await operate('/rollback', {})).json.release.candidate, undefined);
    assert.equal((await operate('/shipped/activate', {})).status, 409);
    assert.equal((await operate(`/${stubborn}/activate`, { percent: 101 })).status, 400);
  });

  it('leaves each change in the audit trail, with who made it', async () => {
    const { stdout } = await runCli('audit', '--kind', 'model_change', '--json', '--data-dir', service.dataDir);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(entries.map(({ actor, detail }) => [actor.id, detail.action]).reverse(), [
      ['operator', 'added'],
      ['operator', 'tried'],
      ['root', 'tried'],
      ['operator', 'activated'],
      ['operator', 'rolled_back'],
      ['root', 'tried'],
      ['root', 'rolled_back'],
    ]);
    assert.deepEqual(entries[3].detail, { action: 'activated', revision: 3, from: 'shipped', active: stubborn });
  });

  it('fails no request while it is changed back and forth under load', async () => {
    const statuses: number[] = [];
    let isOver = false;
    const callers = Array.from({ length: 6 }, async (_, caller) => {
      const token = await tokenOf(`load-${caller}`);
      while (!isOver) {
        const body = { query: QUESTION };
        statuses.push((await call(service, '/api/v1/triage', { token, body })).status);
      }
    });
    for (let time = 0; time < 5; time++) {
      for (const body of [{ percent: 0 }, { percent: 50 }, {}]) {
        assert.equal((await operate(`/${stubborn}/activate`, body)).status, 200);
      }
      assert.equal((await operate('/rollback', {})).status, 200);
    }
    isOver = true;
    await Promise.all(callers);
    assert.ok(statuses.length > 50, `${statuses.length} requests`);
    assert.deepEqual(new Set(statuses), new Set([200]));
  });

  it('is for operators, and takes a model as bytes', async () => {
    const ada = await tokenOf('ada');
    for (const path of ['', '/rollback']) {
      assert.equal((await call(service, `/api/v1/models${path}`, { token: ada, method: 'POST' })).status, 403);
    }
    const sent = await call(service, '/api/v1/models', { token: await tokenOf('root', 'operator'), body: { a: 1 } });
    assert.deepEqual([sent.status, sent.json.code], [415, 'UNSUPPORTED_MEDIA_TYPE']);
    const octets = { 'content-type': 'application/octet-stream' };
    assert.equal((await call(service, '/api/v1/triage', { token: ada, body: 'x', headers: octets })).status, 415);
  });

  it('is done by the commands of the page about it', async () => {
    const page = readFileSync('docs/model-release.md', 'utf8');
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
    const commands = blocks.flatMap((block) => block.trim().split('\n'));
    // Training takes too long for here; what it would write is written instead.
    assert.equal(commands.shift(), 'npx learnflow train --out next.model');
    const path = file('next.model', makeStubbornModel('exercise_request'));
    let id = '';
    for (const command of commands) {
      const [, args = ''] = /^npx learnflow model (.+)$/.exec(command) ?? assert.fail(command);
      const { stdout } = await model(...args.replace('next.model', path).replace('ID', id).split(' '));
      if (args.startsWith('add')) id = stdout.trim();
    }
    assert.equal(commands.length, 9);
    assert.equal((await status()).release.active, 'shipped');
  });

  it('is gone back from once by two who look at the same release and roll back, one after the other', async () => {
    assert.equal((await operate(`/${stubborn}/activate`, {})).status, 200);
    const { revision } = (await operate('/shipped/activate', { percent: 5 })).json.release;
    const first = await model('rollback', '--revision', `${revision}`);
    assert.match(first.stdout, new RegExp(`^release    ${revision + 1},`));
    await assert.rejects(model('rollback', '--revision', `${revision}`), {
      stderr: /changed by operator.*RELEASE_CONFLICT/,
    });
    await assert.rejects(model('activate', 'shipped', '--revision', `${revision}`), { stderr: /RELEASE_CONFLICT/ });
    assert.equal((await status()).release.active, stubborn);
    await model('activate', 'shipped', '--revision', `${revision + 1}`);
    await assert.rejects(model('rollback', '--revision', 'x'), { stderr: /wanted a whole number/ });
    assert.equal((await operate('/rollback?revision=x', {})).status, 400);
  });

  it('keeps no file of which the list could not be shown any more', async () => {
    const strange = changeModel(({ provenance }) => ({ provenance: { ...provenance, exampleCount: 'many' as never } }));
    const { status: seen, json } = await operate('', strange);
    assert.deepEqual([seen, json.code], [422, 'MODEL_REFUSED']);
    assert.match(json.detail, /examples of its facts/);
    assert.match((await model('list')).stdout, /shipped/);
  });

  it('is followed without its candidate where that cannot be used, by a process that starts then, too', async () => {
    const path = file('hesitant.model', makeHesitantModel());
    const candidate = (await model('add', path)).stdout.trim();
    await model('activate', stubborn);
    await model('activate', candidate, '--percent', '50');
    const { dataDir } = service;
    await service.stop({ keepData: true });
    const damaged = makeHesitantModel();
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
    const put = (bytes: Uint8Array) => {
      const store = new DatabaseSync(join(dataDir, 'learnflow.db'));
      store.prepare('UPDATE models SET file = ? WHERE model_id = ?').run(bytes, candidate);
      store.close();
    };
    put(damaged);
    service = await startService(ENV, dataDir);
    assert.equal((await classify('ada')).model_id, stubborn);
    const seen = await status();
    assert.match(seen.refusal ?? '', /damaged/);
    assert.deepEqual([seen.deciding, seen.release.candidate?.model_id], [stubborn, candidate]);
    assert.equal(await metric('learnflow_release_stale'), 1);
    await service.stop({ keepData: true });
    // Sound, and another model than the one it is kept as.
    put(makeStubbornModel('code_review'));
    service = await startService(ENV, dataDir);
    assert.match((await status()).refusal ?? '', /is another model/);
    assert.equal((await classify('ada')).model_id, stubborn);
    assert.match((await model('rollback')).stdout, /candidate {2}none/);
    assert.equal(await metric('learnflow_release_stale'), 0);
    await model('activate', 'shipped');
  });

  it('is changed in the store where no service runs', async () => {
    const { dataDir } = service;
    await service.stop({ keepData: true });
    await model('activate', stubborn);
    assert.match((await model('status')).stdout, new RegExp(`active     ${stubborn}`));
    service = await startService(ENV, dataDir);
    assert.equal((await classify('ada')).model_id, stubborn);
  });

  it('is tried again when the store did not hold its model, and followed once it does', async () => {
    const path = file('lost.model', makeStubbornModel('code_review'));
    const lost = (await model('add', path)).stdout.trim();
    await model('activate', lost);
    const { dataDir } = service;
    await service.stop({ keepData: true });
    const store = new DatabaseSync(join(dataDir, 'learnflow.db'));
    store.prepare('DELETE FROM models WHERE model_id = ?').run(lost);
    store.close();
    service = await startService(ENV, dataDir);
    assert.match((await status()).refusal ?? '', /There is no model/);
    assert.equal(await metric('learnflow_release_stale'), 1);
    assert.notEqual((await classify('ada')).model_id, lost);

    await model('add', path);
    const until = Date.now() + 30_000;
    while ((await classify('ada')).model_id !== lost && Date.now() < until) await wait(50);
    assert.equal((await classify('ada')).model_id, lost);
    assert.equal((await status()).refusal, undefined);
    assert.equal(await metric('learnflow_release_stale'), 0);
  });
});

describe('journey: the release of a model on PostgreSQL', { skip: missingPostgres() ?? false }, () => {
  it('is followed within seconds by the other replica', async (context) => {
    const postgres = await startPostgres();
    context.after(() => postgres.stop());
    const env = { ...ENV, LEARNFLOW_STORE: await postgres.database('release') };
    const start = async () => {
      const replica = await startService(env);
      context.after(() => replica.stop());
      return replica;
    };
    const [first, second] = [await start(), await start()];
    const headers = { authorization: `Bearer ${await (await createTokens(first.dataDir))('root', 'operator')}` };
    const octets = { ...headers, 'content-type': 'application/octet-stream' };
    const models = `${first.url}/api/v1/models`;
    const body = Buffer.from(makeStubbornModel('progress_check'));
    const added = await fetch(models, { method: 'POST', headers: octets, body });
    const { model_id } = (await added.json()) as { model_id: string };
    const activate = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' };
    assert.equal((await fetch(`${models}/${model_id}/activate`, activate)).status, 200);
    const token = await (await createTokens(second.dataDir))('ada');
    const until = Date.now() + 10_000;
    const decide = async () => {
      const { json } = await call(second, '/api/v1/classify', { token, body: { query: QUESTION } });
      return json.classification.model_id;
    };
    while ((await decide()) !== model_id && Date.now() < until) await wait(50);
    assert.equal(await decide(), model_id);
  });
});
