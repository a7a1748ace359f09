import { CALL_RULES } from './explain-calls.ts';
import { NAME_RULES } from './explain-names.ts';
import { OTHER_RULES } from './explain-others.ts';
import { SYNTAX_RULES } from './explain-syntax.ts';
import { VALUE_RULES } from './explain-values.ts';
import type { Explanation, Situation } from './explanation.ts';
import { inlineCode } from './quote-markdown.ts';

export const RULES = [...NAME_RULES, ...VALUE_RULES, ...CALL_RULES, ...SYNTAX_RULES, ...OTHER_RULES];

/** Explains an error to a beginner: the first rule of its type whose pattern matches, else what any error tells. */
export function explainError(type: string, situation: Situation): Explanation {
  const message = situation.message.slice(0, 400);
  const line = situation.lineText.slice(0, 400);
  for (const rule of RULES) {
    if (!rule.types.includes(type)) continue;
    const found = rule.match.exec(message);
    if (found) return rule.explain(found, { ...situation, message, lineText: line });
  }
  return {
    what: `The program stopped with ${inlineCode(type)}${message ? `: ${inlineCode(message)}` : ''}. That is not one of Python's everyday errors; it comes from a library or from the program itself.`,
    why: 'The last line of a traceback says what went wrong; the lowest line from *your* file says where.',
    fix: 'Print the values used on that line just before it. If it comes from a library, look up the last line of the message together with the name of that library.',
    topics: ['debugging'],
  };
}
