import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { createTokens } from '../create-tokens.ts';
import { call, startService, type TestService } from '../start-service.ts';

const MOST_BYTES = 65_000;
const fill = (part: string, bytes = MOST_BYTES) => part.repeat(Math.floor(bytes / part.length));

/** Each `finally` in the `finally` of another: Python would write the innermost twice as often with each. */
function nestFinally(levels: number, indent = ''): string {
  const inner = levels === 0 ? `${indent} y\n` : nestFinally(levels - 1, `${indent} `);
  return `${indent}try:\n${indent} x\n${indent}finally:\n${inner}`;
}

/** Programs made to keep a reader of programs busy, to take its memory or to overflow its stack. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a traceback of one long word': `Traceback (most recent call last)\n${fill('a')}`,
  'a traceback of one long path': `Traceback (most recent call last)\n${fill('a.')}`,
  'a traceback of figures': `Traceback (most recent call last)\n${fill('1.')}`,
  'a traceback of many files': `Traceback (most recent call last)\n${fill('File "')}`,
  'a traceback of many errors': `Traceback (most recent call last)\n${fill('AError.')}`,
  'a console session of one long word': `>>> \n${fill('a')}`,
  'a program in a field of a text': `x = f"{[${fill('a,', 60_000)}]}"`,
  'a program between quotes inside a field': `x = f"{"a" + str([${fill('a,', 60_000)}]) + "b"}"`,
  'seventeen finallys in one another': nestFinally(17),
  'six hundred ways out of one finally': `def f():\n try:\n${fill('  if a: return\n', 9_000)} finally:\n${fill('  x\n', 2_400)}`,
  'a call of a call of a call': `a${fill('()', 1_600)}`,
  'a place of a place of a place': `a${fill('[0]', 2_400)}`,
  'lists of lists of lists': `x = ${'['.repeat(60)}1${' for a in b]'.repeat(60)}`,
  'functions in functions': `x = ${'lambda:'.repeat(620)}1`,
};

const HONEST = {
  query: 'why does this fail?',
  code: 'for i in range(3)\n    print(i)\n',
  session_context: { chosen_intent: 'syntax_help' },
};

describe('programs that attack who reads them', () => {
  let service: TestService;
  let token: (student: string) => Promise<string>;
  before(async () => {
    service = await startService();
    token = await createTokens(service.dataDir);
  });
  after(() => service.stop());

  const memoryMib = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.process.pid}/status`, 'utf8'))?.[1]) / 1_024;

  for (const tutor of ['syntax_help', 'code_review']) {
    for (const [what, code] of Object.entries(HOSTILE)) {
      it(`are answered, and so is everyone else: ${what}, for ${tutor}`, async () => {
        const hostile = { query: 'why does this fail?', code, session_context: { chosen_intent: tutor } };
        const [eve, ada] = [await token('eve'), await token('ada')];
        const ask = (bearer: string, body: object) => call(service, '/api/v1/triage', { token: bearer, body });
        const answers = await Promise.all([
          ask(eve, hostile),
          ask(eve, hostile),
          ask(ada, HONEST),
          ask(eve, hostile),
          ask(ada, HONEST),
        ]);
        assert.deepEqual(
          answers.map(({ status }) => status),
          [200, 200, 200, 200, 200],
        );
        assert.doesNotMatch(service.log(), /breaker/);
      });
    }
  }

  it('leave the service its memory', () => {
    assert.ok(memoryMib() < 700, `${Math.round(memoryMib())} MiB`);
  });
});
