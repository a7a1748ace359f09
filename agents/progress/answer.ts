import type { AgentReply, AgentRequest, Answer } from '../../contract/agent.ts';
import type { Intent } from '../../contract/intents.ts';
import { findConcept } from '../../skills/concept-library/all-concepts.ts';
import { askToExplain, askToPractise } from '../../skills/concept-library/ask-about.ts';
import { LEARNING_PATH, recommendNext } from '../../skills/concept-library/learning-path.ts';
import { SURE_SCORE, searchConcepts } from '../../skills/concept-library/search-library.ts';
import { hasExercise } from '../../skills/exercise-bank/find-exercises.ts';
import type { MasteryPart } from '../../skills/mastery/estimate-mastery.ts';
import { type Summary, summarise } from './summarise-history.ts';

const ASKED_FOR = {
  syntax_help: 'help with errors',
  concept_explanation: 'explanations',
  exercise_request: 'exercises',
  progress_check: 'your progress',
  code_review: 'code reviews',
} as const satisfies Record<Intent, string>;

const PART = {
  completion: 'course completion',
  quiz: 'quiz score',
  quality: 'recent errors',
  consistency: 'regular practice',
} as const satisfies Record<MasteryPart, string>;

/** Stations of the learning path, one for each larger step. */
const CHECKPOINTS = [
  'variables',
  'if-statements',
  'for-loops',
  'lists',
  'functions',
  'dictionaries',
  'files',
  'exceptions',
  'classes',
  'testing',
];

const PACE =
  'Nobody can say it to the week: it hangs on the hours you put in, and on how many of them you spend writing code of your own. A common pace, with four or five hours a week: the basics down to functions in two months, small programs that are of use to you in three to six, what a first job asks in one to two years.';

const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;
const title = (slug: string) => findConcept(slug)?.title ?? slug;

/** Says how a student is doing from what is on record, and what to do next. */
export const answer: Answer = (request) => {
  const summary = summarise(request);
  const asked = searchConcepts(request.query)
    .filter(({ score, coverage }) => score >= SURE_SCORE && coverage >= 0.25)
    .map(({ item }) => item.slug)
    .slice(0, 2);
  const met = [...new Set([...asked, ...summary.topics.map(([slug]) => slug)])];
  const finished =
    /\b(?:finish(?:ed|ing)?|completed?|after|through|done with|know the basics|intermediate|half a decade|years|experienced|jobs?|employers?|competent|advanced|graduate|certification|interview|good enough|portfolio)\b/i.test(
      request.query,
    );
  const next = recommendNext(met.length > 0 || !finished ? met : LEARNING_PATH.slice(0, 22), 3).map(({ slug }) => slug);
  const guidance = advise(request.query, asked, next, summary, met.length > 0 || finished);
  const report = describeRecord(request, summary);
  const wantsReport =
    !/\bcertif|\bjob/i.test(request.query) &&
    /\b(?:how am i|my progress|my score|my level|doing so far|mastery|how (?:much|far) (?:have|did|am) i|improv(?:ed|ing))\b/i.test(
      request.query,
    );
  const text = (wantsReport ? [report, guidance] : [guidance, report]).join('\n\n');
  return {
    agent: 'progress-agent',
    text: text.slice(0, 30_000),
    topics: [...new Set([...next, ...asked])].slice(0, 5),
    suggestions: [
      ...next
        .slice(0, 2)
        .flatMap((slug) => findConcept(slug) ?? [])
        .map((concept) => (hasExercise(concept.slug) ? askToPractise(concept) : askToExplain(concept))),
      'Quiz me',
    ],
  } satisfies AgentReply;
};

function describeRecord({ history, student_progress: progress }: AgentRequest, summary: Summary): string {
  const parts: string[] = [];
  if (summary.messages > 0) {
    const most = summary.byIntent
      .slice(0, 2)
      .map(([intent, count]) => `${ASKED_FOR[intent]} (${count})`)
      .join(' and ');
    parts.push(
      `**On record:** ${count(summary.messages, 'message')} on ${count(summary.activeDays, 'day')}${most ? `, mostly for ${most}` : ''}.`,
    );
    const topics = summary.topics
      .slice(0, 3)
      .map(([slug, times]) => `${title(slug)} (${times})`)
      .join(', ');
    if (topics) parts.push(`**Lately about:** ${topics}.`);
    const errors = history?.last_7_days.syntax_help ?? 0;
    const exercises = history?.last_7_days.exercise_request ?? 0;
    if (errors + exercises > 0)
      parts.push(
        `**Last seven days:** ${count(errors, 'error question')}, ${count(exercises, 'exercise request')}. ${errors > 2 * exercises ? 'More small exercises would make the errors rarer.' : 'You practise as well as ask: keep that up.'}`,
      );
  }
  const { mastery } = summary;
  if (mastery !== undefined) {
    const rests = mastery.weights.map(({ part, value }) => `${PART[part]} ${percent(value)}`).join(', ');
    const missing =
      mastery.missing.length > 0
        ? ` Not known, so left out: ${mastery.missing.map((part) => PART[part]).join(', ')}.`
        : '';
    parts.push(
      `**Mastery estimate:** ${percent(mastery.score)}, ${mastery.level}. It rests on ${rests}${progress?.recent_errors === undefined ? '' : ` (${count(progress.recent_errors, 'error')} lately)`}.${missing}`,
    );
  }
  return parts.length > 0
    ? parts.join('\n\n')
    : 'Nothing is recorded about you yet, so I cannot say how you are doing; what I say here rests on your message alone. A few questions or exercises, and I can be more precise.';
}

const count = (many: number, what: string) => `${many} ${what}${many === 1 ? '' : 's'}`;

function advise(
  query: string,
  asked: readonly string[],
  next: readonly string[],
  summary: Summary,
  hasGround: boolean,
): string {
  const steps = next
    .map((slug, index) => `${index + 1}. **${title(slug)}**: ${findConcept(slug)?.short ?? ''}`)
    .join('\n');
  const weak = summary.troubled.slice(0, 2).map(title).join(' and ');
  const first = weak ? `Errors came up with ${weak}: one easy exercise there first.\n\n` : '';
  const after = asked.length > 0 ? `After ${asked.map(title).join(' and ')}, I` : 'I';
  const path = hasGround
    ? `${first}${after} would take these next, in this order:\n\n${steps}`
    : `I do not know yet what you have covered, so here is the way in order. The first of these you could not explain to a friend is your next step:\n\n${CHECKPOINTS.map((slug, index) => `${index + 1}. **${title(slug)}**: ${findConcept(slug)?.short ?? ''}`).join('\n')}`;
  const [goal] = asked;
  if (goal !== undefined && /\bready (?:for|to)\b/i.test(query)) return testReadiness(goal);
  if (/\bhow (?:long|much time|many (?:weeks|months|hours|days))\b/i.test(query)) return `${PACE}\n\n${path}`;
  if (
    /\b(?:slow|overwhelm|frustrat|stupid|give up|dumb|struggl|discourag|lost|too (?:old|hard)|behind|confused|quit)/i.test(
      query,
    )
  )
    return `Being stuck says little about whether you can do this; what counts is whether last month's problems are easier now.\n\n- Make the piece smaller: one idea, one exercise you can finish in 20 minutes.\n- Type it yourself and change one thing, rather than reading on.\n- Stuck for 20 minutes? Write down what you expected and what happened, and ask.\n- The same time each day beats long weekends.\n\n${path}`;
  if (
    /\b(?:job|employ|interview|good enough|certif|am i ready|ready (?:for|to)|benchmark|know enough|should know|competent|hire)/i.test(
      query,
    )
  )
    return `Check readiness by what you can do without looking it up${asked.length > 0 ? ` (here: ${asked.map(title).join(', ')})` : ''}:\n\n- **Explain it:** say in two sentences what each idea is for.\n- **Use it:** solve a medium exercise on it in about 20 minutes.\n- **Fix it:** read an error in your own program and find the place.\n- **Build it:** a project of some 200 lines that runs, with tests and a README, that you can explain line by line.\n\nAll four: go on, or apply. One missing: that is the one to practise. Employers look at the fourth far more than at certificates, and interviews add data structures and Big-O.\n\n${path}`;
  if (
    /\b(?:full[- ]fledged|real project|projects?|make the jump|tutorial hell|remember|forget|truly learning|stick|retain|use everything)\b/i.test(
      query,
    )
  )
    return `What sticks is what you used. Take a project slightly too big for you and cut it into steps that each run: first the smallest version that does one thing, then one feature at a time. Write down what you had to look up; whatever you looked up twice is tomorrow's exercise.\n\n${path}`;
  if (
    /\b(?:start|begin|newbie|new to|first|beginner|never programmed|which course|too much choice|how to learn|resources?)\b/i.test(
      query,
    ) &&
    asked.length < 2
  )
    return `Pick one course or book and stay with it to the end; which one matters less than not switching. Beside it:\n\n${steps}\n\nFor each: read the explanation, run the example, change it, then do one exercise before going on. If you already program in another language, skim these and go straight to lists, dictionaries and functions, where Python differs most.`;
  if (
    /\b(?:next|after|finish|what (?:now|to do|should i)|go from here|improve|advanced|on the right track)\b/i.test(
      query,
    )
  )
    return `${path}\n\nThen choose a direction by what you would enjoy building: web (Flask, databases), data (pandas, charts), automation (files, web requests) or games (pygame). Build one small thing in it before reading more; that shows best what you lack.`;
  return path;
}

/** Readiness for a subject is being able to answer for what it rests on. */
function testReadiness(goal: string): string {
  const needs = (findConcept(goal)?.needs ?? []).flatMap((slug) => findConcept(slug) ?? []);
  if (needs.length === 0)
    return `**${title(goal)}** needs nothing before it: start, with one explanation and one easy exercise.`;
  const questions = needs.map(({ title, check }, index) => `${index + 1}. **${title}:** ${check.question}`).join('\n');
  const answers = needs.map(({ check }, index) => `${index + 1}. ${check.answer}`).join('\n');
  return `**${title(goal)}** rests on ${needs.map(({ title }) => title).join(', ')}. Try these without looking anything up:\n\n${questions}\n\n<details><summary>Answers</summary>\n\n${answers}\n\n</details>\n\nAll right: you are ready, go on. One wrong: an exercise on that first, then come back; it takes an hour, not a month.`;
}
