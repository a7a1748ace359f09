import { type Intent, LABELS, type Label, OUT_OF_SCOPE } from '../../contract/intents.ts';

/** One hand-written rule: where the pattern is found, so much speaks for the intent. */
export interface Rule {
  readonly intent: Label;
  readonly weight: number;
  readonly pattern: RegExp;
  /** Completes "the message …". */
  readonly says: string;
}

/** The rules' alone: the least confidence at which they route. */
export const RULES_THRESHOLD = 0.6;
export const RULES_CLARIFY_MARGIN = 0.15;

const rule = (intent: Label, weight: number, pattern: RegExp, says: string): Rule => ({
  intent,
  weight,
  pattern,
  says,
});

export const RULES: readonly Rule[] = [
  rule('syntax_help', 4, /Traceback \(most recent|File "[^"\n]*", line \d/, 'holds a Python traceback'),
  rule('syntax_help', 3, /\b[A-Z][A-Za-z]*(?:Error|Exception)\b/, 'names an exception'),
  rule(
    'syntax_help',
    2.5,
    /\b(?:syntax|indentation|name|type|value|index|key|attribute|import|runtime) ?errors?\b/i,
    'names a kind of error',
  ),
  rule('syntax_help', 1.8, /\b(?:errors?|bugs?|crash(?:es|ed|ing)?|traceback|exception)\b/i, 'speaks of an error'),
  rule(
    'syntax_help',
    2.2,
    /\b(?:(?:does|did|do|is|are|was|wo|ca)n['’]?t|not|never|stopped|isnt|doesnt|dont) (?:\w+ )?(?:work|run|print|show|compil|start|stop|return|execut|load|import|respond)/i,
    'says that something does not work',
  ),
  rule(
    'syntax_help',
    1.8,
    /\b(?:broken|stuck|fails?|failed|failing|wrong (?:answer|output|result|value)|not what i (?:expect|want)|instead of|infinite loop|freezes?|hangs?)\b/i,
    'says that something goes wrong',
  ),
  rule(
    'syntax_help',
    1.5,
    /\b(?:debug|fix (?:my|this|it|the)|what(?:'s| is| did i do) wrong|where(?:'s| is) (?:the|my) mistake)\b/i,
    'asks for something to be fixed',
  ),
  rule(
    'concept_explanation',
    1.6,
    /\b(?:what (?:is|are|does|do)|what['’]?s|whats) (?!wrong|next|my )/i,
    'asks what something is',
  ),
  rule('concept_explanation', 1.6, /\bhow (?:do|does|can|to|would|should|is|are)\b/i, 'asks how something is done'),
  rule(
    'concept_explanation',
    1.2,
    /\b(?:why (?:do|does|is|are|would|can)|when (?:do|should|to)|is it possible|is there (?:a|any) way)\b/i,
    'asks why or when',
  ),
  rule(
    'concept_explanation',
    2.2,
    /\b(?:explain|difference between|vs\.?|meaning of|mean by|understand|confused about|purpose of|what .{1,40} mean)\b/i,
    'wants something explained',
  ),
  rule(
    'concept_explanation',
    1.6,
    /\b(?:write|create|make|generate|implement) (?:me )?(?:a|an|some|the|python)?\s*(?:\w+ ){0,2}(?:code|function|program|script|class|loop|regex)\b/i,
    'asks how to write something',
  ),
  rule(
    'exercise_request',
    3,
    /\b(?:exercises?|quiz(?:zes)?|practi[cs]e (?:problems?|questions?|tasks?)|katas?|homework-like|drills?|flashcards?)\b/i,
    'asks for exercises',
  ),
  rule(
    'exercise_request',
    2.2,
    /\b(?:practi[cs]e|challenges?|test me|quiz me|project ideas?|something to (?:build|code|solve|do|try)|problems? to solve|puzzles?)\b/i,
    'wants something to practise on',
  ),
  rule(
    'exercise_request',
    1.5,
    /\b(?:give|got|have|need|want|another|more|harder|easier) (?:me )?(?:\w+ ){0,3}(?:tasks?|problems?|questions?|one)\b/i,
    'asks for a task',
  ),
  rule(
    'progress_check',
    2.8,
    /\b(?:my progress|how am i doing|am i (?:ready|behind|on track|good enough|improving|getting)|how far (?:am|have) i|my (?:scores?|level|weak|strong))\b/i,
    'asks how the student is doing',
  ),
  rule(
    'progress_check',
    2.2,
    /\bwhat (?:should|do|can|shall) i (?:learn|study|do|focus on|read) (?:next|now|after)|\b(?:next step|where do i go from here|what next|what['’]?s next|learning path|roadmap)\b/i,
    'asks what to learn next',
  ),
  rule(
    'progress_check',
    1.5,
    /\b(?:how long (?:does|did|will|should|until)|too (?:old|slow|dumb|stupid)|giving up|keep forgetting|not getting (?:it|better)|months? (?:in|of|into)|been (?:learning|studying))\b/i,
    "speaks of the student's own learning",
  ),
  rule(
    'code_review',
    2.8,
    /\b(?:code review|review (?:my|this|the)|feedback|critique|criticism|roast my|rate my)\b/i,
    'asks for a review',
  ),
  rule(
    'code_review',
    2,
    /\b(?:better way|cleaner|more (?:pythonic|efficient|elegant|readable)|pythonic|refactor|optimi[sz]e|improve (?:my|this|the|it)|clean (?:it|this) up|simplify|shorten|best practices?|good style)\b/i,
    'asks how to make code better',
  ),
  rule(
    'code_review',
    1.8,
    /\b(?:(?:it|this|code|everything) works|works (?:fine|but|perfectly)|working (?:code|version|fine)|my first (?:program|script|project|game)|i (?:made|wrote|built|finished|created))\b/i,
    'presents work as done',
  ),
  rule(
    OUT_OF_SCOPE,
    3,
    /\b(?:weather|recipe|football|movie|song|lyrics|boyfriend|girlfriend|horoscope|bitcoin|restaurant|hotel|flight|refund|invoice|subscription|password|login|log in|timetable|deadline extension)\b/i,
    'is about something no tutor here serves',
  ),
  rule(
    OUT_OF_SCOPE,
    2.5,
    /^\s*(?:hi|hello|hey|thanks?|thank you|thx|ty|ok|okay|bye|good (?:morning|night|evening)|lol|cool|great|nice)(?: (?:there|you|so much|a lot|all|again|very much|everyone))*\s*[!.)]*\s*$/i,
    'is a greeting or a thank-you',
  ),
];

/** What each label starts with; `out_of_scope` needs more to be believed. */
const START: Record<Label, number> = {
  syntax_help: 0,
  concept_explanation: 0.3,
  exercise_request: -0.2,
  progress_check: -0.2,
  code_review: -0.1,
  out_of_scope: 0,
};
/** Rules read this much of a message: enough for any question, and bounded. */
const MAX_UNITS_READ = 5_000;

export interface RuleFinding {
  /** Shares of belief, a label each; sums to 1. */
  readonly shares: Readonly<Record<Label, number>>;
  readonly found: readonly Rule[];
}

/** Applies every rule to a message and shares belief among the labels. */
export function applyRules(text: string, code?: string, previousIntent?: Intent): RuleFinding {
  const read = text.slice(0, MAX_UNITS_READ);
  const found = RULES.filter(({ pattern }) => pattern.test(read));
  const sums: Record<Label, number> = { ...START };
  for (const { intent, weight } of found) sums[intent] += weight;
  if (code !== undefined && code.trim() !== '') {
    sums.code_review += 0.6;
    sums.syntax_help += 0.4;
  }
  const isShort = read.trim().split(/\s+/, 8).length < 8;
  if (previousIntent !== undefined && isShort) sums[previousIntent] += found.length === 0 ? 2 : 0.5;
  const raised = LABELS.map((label) => Math.exp(sums[label]));
  const total = raised.reduce((sum, value) => sum + value, 0);
  const shares = Object.fromEntries(LABELS.map((label, at) => [label, (raised[at] as number) / total])) as Record<
    Label,
    number
  >;
  return { shares, found };
}
