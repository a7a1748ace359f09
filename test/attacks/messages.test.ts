import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createTokens } from '../create-tokens.ts';
import { missingData, readData, readLines, STUDENT_MESSAGES } from '../evaluation-data.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** Enough to keep both cores busy; more only waits. */
const AT_ONCE = 6;

let service: TestService;
let token: (student: string) => Promise<string>;
before(async () => {
  service = await startService({ LEARNFLOW_MESSAGES_PER_MINUTE: '100000', LEARNFLOW_MESSAGES_PER_HOUR: '100000' });
  token = await createTokens(service.dataDir);
});
after(() => service.stop());

/** Sends every message and looks at every answer, a few at a time. */
async function sendAll(
  texts: readonly string[],
  path: string,
  look: (answer: Awaited<ReturnType<typeof call>>, text: string) => void,
): Promise<void> {
  const student = await token('ada');
  const waiting = [...texts];
  const work = async () => {
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      look(await call(service, path, { token: student, body: { query: text } }), text);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Answered, or refused because there was nothing to read; never broken, never blocked for what it says. */
function isHonest({ status, json, headers }: Awaited<ReturnType<typeof call>>, text: string): void {
  assert.match(headers.get('content-type') ?? '', /^application\/(problem\+)?json/);
  const isLegible = /[^\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text) && [...text].length <= 5_000;
  // Signs that some fonts show and some do not may be answered or refused.
  const isDoubtful = !isLegible && /[\p{Cf}\p{Co}\p{Cn}]/u.test(text) && text.length <= 5_000;
  if (isDoubtful) assert.ok([200, 400].includes(status));
  else if (isLegible) assert.equal(status, 200, `${JSON.stringify(text)} got ${JSON.stringify(json)}`);
  else assert.equal(status, 400, JSON.stringify(text));
}

const NAUGHTY = 'adversarial/naughty-strings.json';
const PAYLOADS = 'adversarial/web-payloads.jsonl';
const INJECTIONS = 'adversarial/prompt-injection.jsonl';
const BODIES = 'adversarial/json-parsing.jsonl';

describe('messages that break naive programs', () => {
  it('515 naughty strings are answered, or refused for having nothing legible', {
    skip: missingData(NAUGHTY),
  }, async () => {
    const texts = readData<string>(NAUGHTY);
    assert.equal(texts.length, 515);
    await sendAll(texts, '/api/v1/triage', isHonest);
  });

  it('970 payloads of attacks on web pages, shells and databases are answered', {
    skip: missingData(PAYLOADS),
  }, async () => {
    const texts = readData<{ payload: string }>(PAYLOADS).map(({ payload }) => payload);
    assert.equal(texts.length, 970);
    await sendAll(texts, '/api/v1/triage', (answer, text) => {
      if ([...text].length <= 5_000) isHonest(answer, text);
      else assert.equal(answer.status, 400);
    });
  });

  it('attempts to instruct a model are answered, noticed, and leave the tutors as they are', {
    skip: missingData(INJECTIONS),
  }, async (context) => {
    const texts = readData<{ text: string }>(INJECTIONS).map(({ text }) => text);
    const agents = new Set(['debug-agent', 'concepts-agent', 'exercise-agent', 'progress-agent', 'review-agent', null]);
    await sendAll(texts, '/api/v1/triage', (answer, text) => {
      isHonest(answer, text);
      if (answer.status === 200) assert.ok(agents.has(answer.json.decision.target_agent));
    });
    const operator = (await createTokens(service.dataDir))('root', 'operator');
    const { json } = await call(service, '/api/v1/security/summary', { token: await operator });
    const noticed = Object.values(json.suspicious_texts as Record<string, number>).reduce(
      (sum, count) => sum + count,
      0,
    );
    context.diagnostic(`signs noticed in ${texts.length} attempts: ${JSON.stringify(json.suspicious_texts)}`);
    assert.ok(noticed >= texts.length / 2, `${noticed} signs`);
  });

  it('317 raw bodies get 400 and a problem, and no parser error shows what was sent', {
    skip: missingData(BODIES),
  }, async () => {
    const rows = readData<{ name: string; expect: 'accept' | 'reject' | 'either'; b64: string }>(BODIES);
    assert.equal(rows.length, 317);
    const student = await token('ada');
    const seen: string[] = [];
    for (const { name, expect, b64 } of rows) {
      const { status, body } = await post(service.url, Buffer.from(b64, 'base64'), student);
      assert.equal(status, 400, `${name}: ${body}`);
      const { code, detail } = JSON.parse(body);
      assert.equal(code, 'INVALID_REQUEST', name);
      const isUnread = /^The body (is not JSON|is empty|is not UTF-8|is nested)/.test(detail);
      if (expect === 'reject' && !isUnread) seen.push(`${name} was read: ${detail}`);
      if (expect === 'accept' && isUnread) seen.push(`${name} was not read: ${detail}`);
    }
    assert.deepEqual(seen, []);
  });

  it('leave a log of one JSON object a line, without a control character', async () => {
    const student = await token('ada');
    for (let code = 0; code < 0x100; code++) {
      const sign = String.fromCharCode(code);
      const body = { [`${sign}\n{"level":60,"msg":"${sign}"}`]: sign, query: `${sign}\u2028\u001b[2J` };
      const { status } = await call(service, '/api/v1/triage', { token: student, body });
      assert.equal(status, 400);
    }
    const read = () => service.log().trimEnd().split('\n');
    while (read().length <= 0x100 || !service.log().endsWith('\n')) await wait(20);
    const lines = read();
    for (const line of lines) {
      assert.equal(typeof JSON.parse(line), 'object', line);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      assert.doesNotMatch(line, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/u);
    }
  });

  it('leave the store, the pages and the service as they were', async () => {
    const student = await token('ada');
    const asked = await call(service, '/api/v1/triage', { token: student, body: { query: 'what is a "list"?' } });
    assert.equal(asked.status, 200);
    const stored = await call(service, `/api/v1/requests/${asked.json.request_id}`, { token: student });
    assert.equal(stored.json.status, 'answered');
    const metrics = await (await fetch(service.metricsUrl)).text();
    assert.doesNotMatch(metrics, /learnflow_http_requests_total\{[^}]*status="5[^}]*\} [1-9]/);
    assert.doesNotMatch(metrics, /<script|DROP TABLE|etc.passwd/i);
    assert.match((await call(service, '/docs')).text, /swagger-ui/);
  });
});

describe('honest messages', () => {
  it('200 questions of ours full of SQL, shell, HTML and eval: blocked 0, changed 0, suspected 0', async () => {
    const url = new URL('./programming-questions.jsonl', import.meta.url);
    const texts = readLines<{ text: string }>(readFileSync(url, 'utf8')).map(({ text }) => text);
    assert.equal(new Set(texts).size, 200);
    const before = await readSummary();
    await sendAll(texts, '/api/v1/triage', ({ status, json }, text) => {
      assert.equal(status, 200, `${text}: ${JSON.stringify(json)}`);
      assert.ok(json.reply.text.length > 0);
    });
    const { suspicious_texts, removed_characters } = await readSummary();
    assert.deepEqual(
      { suspicious_texts, removed_characters },
      { suspicious_texts: before.suspicious_texts, removed_characters: before.removed_characters },
    );
  });

  it('655 messages of learners: blocked 0', { skip: missingData(STUDENT_MESSAGES) }, async () => {
    const texts = readData<{ text: string }>(STUDENT_MESSAGES).map(({ text }) => text);
    assert.equal(texts.length, 655);
    await sendAll(texts, '/api/v1/classify', ({ status, json }) => assert.equal(status, 200, JSON.stringify(json)));
  });

  async function readSummary() {
    const operator = await createTokens(service.dataDir);
    return (await call(service, '/api/v1/security/summary', { token: await operator('root', 'operator') })).json;
  }
});

/** Bytes as they are: `fetch` would mend some of them. */
async function post(url: string, body: Buffer, bearer: string): Promise<{ status: number; body: string }> {
  const outgoing = request(`${url}/api/v1/triage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', 'content-length': body.length },
  });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, body: text };
}
