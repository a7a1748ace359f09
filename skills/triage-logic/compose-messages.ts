import { OUT_OF_SCOPE } from '../../contract/intents.ts';
import type { Example } from './engine/example.ts';
import { createSeededRandom, type SeededRandom } from './engine/seeded-random.ts';

/**
 * More messages to train on, made of those we wrote by what never changes an intent: an opening, thanks, a symptom
 * followed by the question that people ask of it, the code pasted into the text, two messages of one mind in one. So the
 * model learns that none of these decides. Messages made here are trained on and never measured on.
 */
const OPENINGS = [
  'In task 2, ',
  'For task 3, ',
  'Hi, ',
  'Hello, I have a question. ',
  'I have a question about task 1. ',
  'Sorry to bother you again, but ',
  'Hey everyone,\n\n',
  "Hi all, I'm quite new to Python. ",
  'So, ',
  'Thank you! And one more thing: ',
  'Oh, and ',
  'Also, ',
  'I see. But ',
  'Question: ',
  'In the second exercise, ',
  "I'm a beginner. ",
  'Quick question: ',
];
const CLOSINGS = [
  ' Thanks in advance!',
  ' Thank you.',
  ' Thanks!',
  '\n\nThanks for reading.',
  '\n\nEdit: formatting',
  ' Sorry for my English.',
  ' I hope this makes sense.',
];
/** What people ask after they have told a symptom. That it is a how or a why does not make it a question of concepts. */
const QUESTIONS_OF_A_SYMPTOM = [
  'How do I solve this?',
  'How can I fix it?',
  'What should I do?',
  'What am I doing wrong?',
  'Why is that?',
  'Why does this happen?',
  'Is there a way to fix this?',
  'Can you tell me why?',
  'What could be the reason?',
  'Please help',
  'Any ideas?',
  'Any help would be appreciated.',
  'How can I solve this problem?',
  'Which part should I change?',
  'Where is the mistake?',
  'Could you please check?',
  "I don't know what is wrong.",
  'What is the problem?',
  'Should I change something?',
  'Is this normal?',
  'How should I change it?',
  'Do you know why?',
  'What did I miss?',
  'Can somebody help me understand what is going on?',
  "I'm new to this so be gentle",
  'Is there anything I can do?',
  'why??',
  'Is it because of the way I wrote it?',
  "Shouldn't it work?",
  "Can't I do it like this?",
  'How would I get around this?',
];
const CODE_LEADS = [
  '',
  '',
  'Here is my code:\n\n',
  'My code:\n\n',
  'This is what I have so far:\n\n',
  'Code:\n',
  'The code is below.\n\n',
];

const MAX_OPENED_UNITS = 400;
const MAX_FIRST_UNITS = 300;
const MAX_SECOND_UNITS = 600;

function pick<Item>(random: SeededRandom, items: readonly Item[]): Item {
  return items[Math.floor(random.next() * items.length)] as Item;
}

function withQuestion(text: string, random: SeededRandom): string {
  const told = text.trimEnd();
  return `${told}${/[.!]$/.test(told) ? ' ' : '. '}${pick(random, QUESTIONS_OF_A_SYMPTOM)}`;
}

function withManners(text: string, random: SeededRandom): string {
  if (random.next() >= 0.7) return text + pick(random, CLOSINGS);
  const goesOn = /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  return pick(random, OPENINGS) + goesOn;
}

function withCode(text: string, code: string, random: SeededRandom): string {
  const kind = random.next();
  const lead = pick(random, CODE_LEADS);
  const indented = code
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  const block = lead + (kind < 0.5 ? indented : kind < 0.7 ? `\`\`\`\n${code}\n\`\`\`` : code);
  return random.next() < 0.75 ? `${text}\n\n${block}` : `${block}\n\n${text}`;
}

/** Groups by a key, in the order of the examples. */
function groupBy<Value>(
  examples: readonly Example[],
  keyOf: (example: Example) => string,
  read: (example: Example) => Value | undefined,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const example of examples) {
    const value = read(example);
    if (value === undefined) continue;
    const own = groups.get(keyOf(example));
    if (own === undefined) groups.set(keyOf(example), [value]);
    else own.push(value);
  }
  return groups;
}

/** Composes messages of the examples given; the same examples and seed give the same ones. */
export function composeMessages(examples: readonly Example[], seed: number): Example[] {
  const random = createSeededRandom(seed + 2_000);
  const likeMinded = ({ writer = '', label }: Example): string => `${writer}\n${label}`;
  const texts = groupBy(examples, likeMinded, ({ text }) => text);
  const codes = groupBy(
    examples,
    ({ writer = '' }) => writer,
    ({ code }) => code,
  );
  const composed: Example[] = [];
  for (const example of examples) {
    if (example.isDistress === true) continue;
    const { text, label, isOutOfScope, code, writer = '' } = example;
    if (label === 'syntax_help' && !text.includes('?') && random.next() < 0.4) {
      composed.push({ ...example, text: withQuestion(text, random) });
    }
    if (!isOutOfScope && text.length < MAX_OPENED_UNITS && random.next() < 0.15) {
      composed.push({ ...example, text: withManners(text, random) });
    }
    const mayShowCode = label === 'syntax_help' || label === 'code_review';
    const borrowed = mayShowCode && random.next() < 0.1 ? codes.get(writer) : undefined;
    const shown = code ?? (borrowed === undefined ? undefined : pick(random, borrowed));
    if (label !== OUT_OF_SCOPE && shown !== undefined) {
      composed.push({ ...example, text: withCode(text, shown, random), code: undefined });
    }
    if (text.length < MAX_FIRST_UNITS && random.next() < 0.15) {
      const second = pick(random, texts.get(likeMinded(example)) as string[]);
      if (second !== text && second.length < MAX_SECOND_UNITS) {
        composed.push({ ...example, text: text + (random.next() < 0.5 ? '\n' : ' ') + second });
      }
    }
  }
  return composed;
}
