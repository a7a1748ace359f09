import type { Example } from '../skills/triage-logic/engine/example.ts';
import { createSeededRandom } from '../skills/triage-logic/engine/seeded-random.ts';

const SUBJECTS = ['loop', 'list', 'dictionary', 'function', 'class', 'string', 'file', 'recursion', 'tuple', 'set'];
const WORDINGS: Readonly<Record<string, readonly string[]>> = {
  syntax_help: ['my # crashes with an error', 'TypeError in my #, it does not work', 'the # prints the wrong thing'],
  concept_explanation: ['what is a #', 'how does a # work?', 'explain the # to me'],
  exercise_request: ['quiz me on the #', 'give me an exercise about a #', 'something to practise: #'],
  progress_check: ['am I ready for the # chapter', 'how am I doing with the #', 'what should I learn after the #'],
  code_review: ['please review my #, it works', 'is my # clean enough', 'can this # be written more elegantly'],
  out_of_scope: ['thank you for the # tip, bye', 'who won the # match last night', 'order me a pizza with #'],
};

/** A small, easy set of labelled messages for tests of training, the same for the same arguments. */
export function makeTestExamples(labels: readonly string[] = Object.keys(WORDINGS), each = 24): Example[] {
  const random = createSeededRandom(7);
  return labels.flatMap((label) =>
    Array.from({ length: each }, (_, at): Example => {
      const wordings = WORDINGS[label] ?? [`${label} #`];
      const wording = wordings[at % wordings.length] as string;
      const subject = SUBJECTS[Math.floor(random.next() * SUBJECTS.length)] as string;
      const text = `${wording.replace('#', subject)} ${SUBJECTS[at % SUBJECTS.length]}`;
      return { text, label, isOutOfScope: label === 'out_of_scope', writer: `writer ${at % 6}` };
    }),
  );
}
