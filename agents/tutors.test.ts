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

describe('concepts tutor, asked the plainest questions', () => {
  const PLAIN: readonly [question: string, topic: string][] = [
    ['what is a list', 'lists'],
    ['😀 what is a list? 😀', 'lists'],
    ['list', 'lists'],
    ['what is a function', 'functions'],
    ['what is a loop', 'for-loops'],
    ['what is a value', 'expressions'],
    ['what is a statement', 'expressions'],
    ['what is indentation', 'indentation'],
    ['what is a comment', 'comments'],
    ['what is an operator', 'operators'],
    ['what is concatenation', 'strings'],
    ['what is an integer', 'data-types'],
    ['what is an algorithm', 'algorithms'],
    ['what is a compiler', 'running-programs'],
    ['how do I run a python file', 'running-programs'],
    ['how do I install python', 'running-programs'],
    ['what is encapsulation', 'encapsulation'],
    ['what is polymorphism', 'polymorphism'],
    ['what is a dataclass', 'dataclasses'],
    ['what is a static method vs class method', 'method-kinds'],
    ['what is a context manager', 'context-managers'],
    ['what is async await', 'async-await'],
    ['what is the GIL', 'concurrency'],
    ['what does this mean: x += 1', 'operators'],
    ['what does nums[::-1] do', 'slicing'],
    ['¿qué es un diccionario?', 'dictionaries'],
    ["c'est quoi une fonction", 'functions'],
    ['was ist eine Schleife?', 'for-loops'],
    ['o que é uma lista', 'lists'],
    ['что такое словарь', 'dictionaries'],
    ['什么是变量', 'variables'],
  ];
  for (const [question, topic] of PLAIN)
    it(`explains ${topic} to who asks: ${question}`, async () => {
      const { text, topics } = await ask('concept_explanation', question);
      assert.equal(topics[0], topic);
      assert.doesNotMatch(text, /not sure|would rather not guess/);
    });

  it('answers how to do a thing with that very thing', async () => {
    for (const [question, title] of [
      ['how do I sort a list of dictionaries by key', /^\*\*Sort a list of dictionaries/],
      ['how do I check if a string is a palindrome', /^\*\*Tell whether a text is a palindrome/],
      ['how do I round to 2 decimals', /^\*\*Round a number/],
      ['write a function that returns the factorial', /Keep a running result/],
    ] as const)
      assert.match((await ask('concept_explanation', question)).text, title);
  });

  it('says in which language it answers, and for which it speaks', async () => {
    assert.match((await ask('concept_explanation', 'qué es una lista')).text, /^I can answer in English only\./);
    assert.match((await ask('concept_explanation', 'how to center a div')).text, /^I teach Python; .*HTML/);
    assert.doesNotMatch((await ask('concept_explanation', 'what is a list')).text, /English/);
  });

  it('explains a kind of error that is asked about by name', async () => {
    assert.match(
      (await ask('concept_explanation', 'what is a key error')).text,
      /^\*\*KeyError\*\*: You asked the dictionary/,
    );
    assert.match((await ask('concept_explanation', 'KeyboardInterrupt what does it mean')).text, /Ctrl\+C/);
    assert.match((await ask('concept_explanation', 'what does TabError mean')).text, /tabs into spaces/);
    assert.doesNotMatch((await ask('concept_explanation', 'how do I catch a ValueError')).text, /^\*\*ValueError/);
  });

  it('asks for the subject of a message that leans on an earlier one', async () => {
    for (const message of ['explain it again', 'why', "I don't understand", 'can you explain more simply', 'and then?'])
      assert.match((await ask('concept_explanation', message)).text, /only this message.*name the subject/, message);
  });

  it('marks commands of a terminal as such, and offers an exercise only where there is one', async () => {
    const { text, suggestions } = await ask('concept_explanation', 'what is pip');
    assert.match(text, /```sh\npython -m venv/);
    assert.deepEqual(
      suggestions?.filter((one) => /exercise/.test(one)),
      [],
    );
  });
});

describe('exercise tutor, told a subject', () => {
  it('keeps to it, however common its name', async () => {
    for (const [wish, topic] of [
      ['give me an exercise on loops', 'for-loops'],
      ['exercise on functions', 'functions'],
      ['exercise on decorators', 'decorators'],
      ['exercise on oop inheritance', 'inheritance'],
      ['dame un ejercicio sobre bucles', 'for-loops'],
      ['donne moi un exercice sur les fonctions', 'functions'],
    ] as const)
      assert.ok((await ask('exercise_request', wish)).topics.includes(topic), wish);
    const { text } = await ask('exercise_request', '3 exercises on lists');
    assert.equal(text.match(/; [^)]*Lists/g)?.length, 3);
  });

  it('says honestly what it has none on, and what it gives instead', async () => {
    assert.match(
      (await ask('exercise_request', 'exercise on pandas')).text,
      /no exercise on pandas basics yet\. It rests on/,
    );
    assert.match(
      (await ask('exercise_request', 'exercise on git')).text,
      /no exercise on Git basics yet\. Here is another/,
    );
    assert.match(
      (await ask('exercise_request', 'exercise on quantum physics')).text,
      /no exercise on "quantum physics"/,
    );
  });

  it('says so when it has nothing harder', async () => {
    assert.match((await ask('exercise_request', 'a hard exercise on None')).text, /^I have nothing harder on None/);
    assert.doesNotMatch((await ask('exercise_request', 'a hard exercise on recursion')).text, /nothing harder/);
    assert.match((await ask('exercise_request', 'too easy, a harder one on recursion')).text, /; Recursion/);
  });

  it('shows a tuple where a tuple is wanted', async () => {
    assert.match((await ask('exercise_request', 'easy exercise on tuples')).text, /# \(2, 9\)/);
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

  it('counts what other tutors call a subject under its own name', async () => {
    const topics = ['loops', 'indexing'];
    const recent = [{ ...(history.recent[0] as History['recent'][number]), topics }];
    assert.match(
      (await ask('progress_check', 'how am I doing?', { history: { ...history, recent } })).text,
      /Errors came up with for loops and Indexing/,
    );
  });

  it('takes nothing for known because it was recommended', async () => {
    const lists: History['recent'][number] = {
      at: '2026-01-11T00:00:00Z',
      intent: 'concept_explanation',
      agent: 'concepts-agent',
      status: 'answered',
      topics: ['lists'],
    };
    const askWith = async (recent: History['recent']) =>
      (await ask('progress_check', 'what should I learn next?', { history: { ...history, recent } })).topics;
    const first = await askWith([lists]);
    const recommended: History['recent'][number] = {
      ...lists,
      intent: 'progress_check',
      agent: 'progress-agent',
      topics: first,
    };
    assert.deepEqual(await askWith([recommended, recommended, lists]), first);
    const again = await ask('exercise_request', 'another exercise please', {
      history: { ...history, recent: [recommended, lists] },
    });
    assert.ok(again.topics.includes('lists'), again.topics.join());
  });

  it('says how long it takes to who asks that', async () => {
    assert.match((await ask('progress_check', 'how long until I can program')).text, /^Nobody can say it to the week/);
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
