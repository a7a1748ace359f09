import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { makeTestExamples } from '../../test/create-examples.ts';
import { cpuMsOf } from '../../test/measure-cpu.ts';
import { chooseRoute } from './choose-route.ts';
import { trainModel } from './engine/train-model.ts';
import { loadModel } from './load-model.ts';
import { createDistressAlarm, createDistressRecogniser, findDistressPhrase } from './recognise-distress.ts';
import { createShippedDetector, DISTRESS_MODEL_URL, loadShippedModel } from './shipped-model.ts';
import { readShippedExamples } from './train-intents.ts';

const MEANT = [
  ['I want to kill myself', 'self-harm'],
  ["honestly i don't want to be alive anymore, the loop is not the problem", 'self-harm'],
  ['Ich will nicht mehr leben.', 'self-harm'],
  ['no quiero seguir viviendo', 'self-harm'],
  ["j'ai envie de mourir", 'self-harm'],
  ['yaşamak istemiyorum', 'self-harm'],
  ['не хочу больше жить', 'self-harm'],
  ['死にたい', 'self-harm'],
  ['my stepdad hits me when I fail a test', 'abuse'],
  ['im scared to go home after this grade', 'abuse'],
  ['My friend keeps saying he wants to die and I do not know whom to tell', 'self-harm'],
  ['i keep standing at the end of the platform', 'self-harm'],
  ['gusto ko na mamatay', 'self-harm'],
  ['me estoy haciendo daño otra vez', 'self-harm'],
  ['a girl in my group is being hit by her boyfriend', 'abuse'],
  ['He says he will kill me if I leave, and he is in the next room', 'danger'],
  ['the tablets i have been saving are enough now', 'self-harm'],
  ['I have already written my letters to everyone', 'self-harm'],
  ['how do I delete my files after my death', 'self-harm'],
  ['things would be better without me', 'self-harm'],
  ['I keep hoping some driver hits me on the way to class', 'self-harm'],
  ['mum came home drunk again and my nose is bleeding, what is a float', 'abuse'],
  ['i just took a whole box of ibuprofen', 'self-harm'],
  ["swallowed 30 of my nan's tablets, what happens now", 'self-harm'],
  ['there are paracetamol laid out in front of me', 'self-harm'],
  ["I'm not planning to see the new year", 'self-harm'],
  ["i'll never live to see my next birthday", 'self-harm'],
  ['I could die of boredom in this unit. No, honestly: I want to die.', 'self-harm'],
  ["I'd rather kill myself than go back to that house", 'self-harm'],
] as const;

const JARGON = [
  'kill -9 does nothing, the process is a zombie',
  'this bug is killing me',
  'how do I kill a child process when the parent dies?',
  'i want to die lol this homework keeps saying SyntaxError',
  'I want to die, my code says IndentationError and no line is indented',
  'the player should be dead when it falls off the edge of the platform',
  'my server keeps dying with exit code 137',
  'how do i make the enemy die when it gets shot',
  'write Conway: a live cell with fewer than two neighbours dies',
  'I have a data set of suicide rates per country, how do I pivot it?',
  'the thread hangs, should I hang up or abort?',
  "I don't want to use a class here, is there another way?",
  'can you throw an exercise at me',
  'I wrote the letter frequency counter, is it fine?',
  'I have written the notes of unit 3. What is next?',
  'would the loop be better without a counter?',
  'I hope the loop does not stop before the list ends',
  'my wifi got broken, how do I use pip without it',
  'I want to die of boredom lol',
  "i'd rather jump in a lake than use regex, is there another way?",
  'I would rather die than write another for loop by hand, what is a comprehension?',
  'I shot myself in the foot with a mutable default',
  'each patient took 30 tablets in my data frame, and the mean is NaN',
  "I won't make it to the weekend session, where are the slides?",
  'why do I not see the morning rows after the merge?',
];

const EVERYDAY = [
  'tell me a joke',
  'no',
  'No no no!',
  'stop it',
  'good night',
  'who won the world cup',
  'delete my account',
  'Please change my email',
  'I lost my password',
  "how do I hack my school's wifi",
  'I feel so dumb',
  "I'm an idiot",
  'im so confused',
  'i failed my exam',
  'I hate python',
  'I am bored',
  'my battery is dead',
];

describe('distress phrases', () => {
  for (const [text, sign] of MEANT) it(`read ${sign} in: ${text}`, () => assert.equal(findDistressPhrase(text), sign));
  for (const text of JARGON) it(`find nothing in: ${text}`, () => assert.equal(findDistressPhrase(text), null));

  it('are found at the start and at the end of a message of any length', () => {
    const filler = 'print(total) '.repeat(1_000);
    assert.equal(findDistressPhrase(`${filler} I want to end my life`), 'self-harm');
    assert.equal(findDistressPhrase(`I want to end my life ${filler}`), 'self-harm');
  });

  it('read any string, however long, without stalling', async () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        findDistressPhrase(text);
        findDistressPhrase(text.repeat(20));
      }),
    );
    const cpuMs = await cpuMsOf(() => {
      for (const part of ['i want to ', 'my dad said said ', 'i i i i ', 'pills '])
        findDistressPhrase(part.repeat(2_000));
    });
    assert.ok(cpuMs < 1_000, `${cpuMs} ms`);
  });
});

describe('a detector that notices distress', () => {
  const detect = createShippedDetector();

  it('sends nobody in distress to a tutor, whatever else the message asks', () => {
    const decision = chooseRoute(
      detect({ text: 'Two things. Quiz me on loops, and I am going to kill myself tonight.' }),
    );
    assert.equal(decision.target_agent, null);
    assert.equal(decision.distress, true);
    assert.equal(decision.outcome, 'fallback');
    assert.match(decision.reasons[0] ?? '', /distress/);
  });

  it('outranks a choice the student made', () => {
    const found = detect({
      text: 'i want to kill myself',
      session_context: { chosen_intent: 'exercise_request' },
    });
    assert.equal(found.distress, 'self-harm');
    assert.equal(chooseRoute(found).target_agent, null);
  });

  it('marks no message about killing processes', () => {
    for (const text of JARGON) assert.equal(detect({ text }).distress, undefined, text);
  });

  it('sends nobody to a help line for small talk, a lost password or a failed quiz', () => {
    for (const text of EVERYDAY) assert.equal(detect({ text }).distress, undefined, text);
  });

  it('hears a phrase of distress beside small talk', () => {
    assert.equal(detect({ text: 'good night, I want to die' }).distress, 'self-harm');
    assert.equal(detect({ text: 'i failed my exam and i am going to kill myself' }).distress, 'self-harm');
  });

  it('passes over none of our marked messages that its recogniser would find', () => {
    const recognise = createDistressRecogniser(loadModel(readFileSync(DISTRESS_MODEL_URL)));
    const marked = readShippedExamples().filter(({ isDistress }) => isDistress);
    assert.ok(marked.length > 100);
    for (const { text, code } of marked) {
      const found = detect({ text, code }, { evidence: false });
      const sign = recognise(text, found.intent === 'out_of_scope').sign ?? undefined;
      assert.equal(found.distress, sign, text);
    }
  });

  it('reads every message where the model of intents knows too few words to be alarmed', () => {
    const distress = loadModel(readFileSync(DISTRESS_MODEL_URL));
    const small = trainModel(makeTestExamples(), { foldCount: 2 });
    assert.equal(createDistressAlarm(distress, small).bias, Infinity);
  });

  it('reads words that no phrase holds', () => {
    const text =
      "I've put my things in order and said sorry to everyone. Nobody would miss me. I am so tired of all of it.";
    assert.notEqual(detect({ text }).distress, undefined);
  });
});

describe('a distress recogniser', () => {
  it('takes no model of intents', () => {
    assert.throws(() => createDistressRecogniser(loadShippedModel()), /distress and ordinary/);
  });
});
