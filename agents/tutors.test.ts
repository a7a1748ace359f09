import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { type AgentReply, AgentReplySchema, type AgentRequest, type Answer, type History } from '../contract/agent.ts';
import { AGENT_OF, type Intent } from '../contract/intents.ts';
import { findConcept } from '../skills/concept-library/all-concepts.ts';
import { cpuMsOf } from '../test/measure-cpu.ts';
import { answer as explain } from './concepts/answer.ts';
import { answer as train } from './exercise/answer.ts';
import { answer as report } from './progress/answer.ts';

const TUTORS = { concept_explanation: explain, exercise_request: train, progress_check: report } as const;

async function ask(intent: keyof typeof TUTORS, query: string, more: Partial<AgentRequest> = {}): Promise<AgentReply> {
  const tutor: Answer = TUTORS[intent];
  return tutor({ request_id: 'r1', agent: AGENT_OF[intent].agent, intent, query, ...more });
}

const history: History = {
  messages: 12,
  first_seen: '2026-01-01T00:00:00Z',
  active_days: 4,
  by_intent: { syntax_help: 7, concept_explanation: 5 } as History['by_intent'],
  last_7_days: { syntax_help: 3 } as History['last_7_days'],
  recent: [
    {
      at: '2026-01-11T00:00:00Z',
      intent: 'syntax_help' as Intent,
      agent: 'debug-agent',
      status: 'answered',
      topics: ['dictionaries'],
    },
  ],
};

for (const intent of Object.keys(TUTORS) as (keyof typeof TUTORS)[])
  describe(`tutor: ${intent}`, () => {
    it('answers any string with a valid reply, the same each time, whose topics are concepts', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
          fc.option(fc.string({ maxLength: 300 }), { nil: '' }),
          async (query, code) => {
            const reply = await ask(intent, query, { code, history });
            assert.ok(Value.Check(AgentReplySchema, reply), JSON.stringify(reply));
            assert.deepEqual(reply, await ask(intent, query, { code, history }));
            assert.deepEqual(
              reply.topics.filter((slug) => !findConcept(slug)),
              [],
            );
          },
        ),
        { numRuns: 60 },
      );
    });

    it('answers a hostile 64 KiB within two seconds', async () => {
      const cpuMs = await cpuMsOf(async () => {
        await ask(intent, 'a = b in for '.repeat(380), {
          code: 'x = [a for a in b for '.repeat(10) + 'for x in ['.repeat(6_000),
        });
        await ask(intent, ' '.repeat(5_000), { code: 'a . b [ 1 ] = \n'.repeat(4_000) });
      });
      assert.ok(cpuMs < 2_000, `${cpuMs} ms`);
    });
  });

describe('concepts tutor', () => {
  it('puts two things side by side', async () => {
    const { text, topics } = await ask('concept_explanation', 'what is the difference between a list and a tuple?');
    assert.match(text, /\| list \| tuple \|/);
    assert.equal(topics[0], 'lists');
  });

  it('gives working code for a how-to, and only a plan for a task', async () => {
    assert.match((await ask('concept_explanation', 'how do I reverse a string?')).text, /\[::-1\]/);
    const { text } = await ask(
      'concept_explanation',
      'write a function that returns the prime numbers of a list of integers',
    );
    assert.match(text, /^1\. /m);
    assert.doesNotMatch(text, /%/);
  });

  it('walks through pasted code and names the lines', async () => {
    const reply = await ask('concept_explanation', 'can you explain what this does', {
      code: 'for i in range(3):\n    print(i)',
    });
    assert.match(reply.text, /\*\*Line 1\*\*.*counts from 0 to 2/);
    assert.equal(reply.line, 1);
  });

  it('says that it cannot see a program it was not given', async () => {
    assert.match(
      (await ask('concept_explanation', 'what does the print_cards function do?')).text,
      /print_cards.*Paste the lines/s,
    );
  });
});

describe('exercise tutor', () => {
  it('gives an exercise on the topic asked, at the difficulty asked', async () => {
    const reply = await ask('exercise_request', 'give me a hard exercise on recursion');
    assert.match(reply.text, /Towers of Hanoi.*hard/s);
    assert.ok(reply.topics.includes('recursion'));
  });

  it('gives as many as asked for, a quiz of three, or a project with milestones', async () => {
    assert.equal(
      (await ask('exercise_request', 'give me 3 exercises about lists')).text.match(/^\*\*\d\. /gm)?.length,
      3,
    );
    assert.match((await ask('exercise_request', 'quiz me on dictionaries')).text, /\*\*3\. .*<details>/s);
    assert.match((await ask('exercise_request', 'project ideas using pandas?')).text, /pandas.*\n1\. .*\n2\. /s);
  });

  it('makes it easier after many errors and says so', async () => {
    assert.match(
      (await ask('exercise_request', 'give me an exercise', { student_progress: { recent_errors: 9 } })).text,
      /9 errors/,
    );
  });
});

describe('progress tutor', () => {
  it('says that nothing is recorded of a new student', async () => {
    assert.match((await ask('progress_check', 'how am I doing?')).text, /Nothing is recorded/);
  });

  it('tests what a subject rests on when asked about readiness for it', async () => {
    assert.match((await ask('progress_check', 'am I ready for classes?')).text, /rests on Functions, Dictionaries/);
  });

  it('reports the counts it was given and names what the estimate lacks', async () => {
    const { text } = await ask('progress_check', 'how am I doing?', {
      history,
      student_progress: { completion: 0.5, quiz_score: 0.5 },
    });
    assert.match(text, /12 messages on 4 days/);
    assert.match(text, /Not known, so left out: recent errors/);
    assert.match(text, /Errors came up with Dictionaries/);
  });
});
