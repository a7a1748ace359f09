import type { AgentReply, AgentRequest, Answer } from '../../contract/agent.ts';
import { namedOtherLanguage } from '../../skills/code-review/detect-language.ts';
import { CONCEPTS, findConcept, toConceptSlugs } from '../../skills/concept-library/all-concepts.ts';
import { askToExplain, askToPractise } from '../../skills/concept-library/ask-about.ts';
import { toEnglishTerms } from '../../skills/concept-library/foreign-terms.ts';
import { type ReadLine, readCode } from '../../skills/concept-library/read-code.ts';
import {
  findComparison,
  SURE_SCORE,
  searchConcepts,
  searchRecipes,
} from '../../skills/concept-library/search-library.ts';
import {
  compareConcepts,
  explainComparison,
  explainConcept,
  explainRecipe,
  fold,
  nameConcepts,
} from '../../skills/concept-library/write-explanation.ts';
import { hasExercise } from '../../skills/exercise-bank/find-exercises.ts';
import { explainNamedError, findNamedError } from '../../skills/python-diagnosis/explain-named-error.ts';
import { planProgram } from './plan-program.ts';
import { findUnseenName, recognise, takeCode } from './recognise-question.ts';

const MAX_LINES_READ = 16;

type Draft = { text: string; topics: readonly string[]; line?: number | undefined; suggestions?: readonly string[] };

/** Explains: the idea asked about, the pasted code line by line, two things side by side, or how to do something. */
export const answer: Answer = (request) => {
  const draft = choose(request);
  const first = findConcept(draft.topics[0] ?? '');
  const suggestions =
    draft.suggestions ??
    (first === undefined
      ? []
      : [...first.next.slice(0, 2).flatMap(ask), ...(hasExercise(first.slug) ? [askToPractise(first)] : [])]);
  return {
    agent: 'concepts-agent',
    text: (sayLanguage(request) + draft.text).slice(0, 30_000),
    topics: [...new Set(draft.topics)].slice(0, 5),
    ...(draft.line === undefined ? {} : { line: draft.line }),
    ...(suggestions.length === 0 ? {} : { suggestions: suggestions.slice(0, 5) }),
  } satisfies AgentReply;
};

const ask = (slug: string) => {
  const concept = findConcept(slug);
  return concept === undefined ? [] : [askToExplain(concept)];
};

/** Asked how errors are dealt with, not what one of them means. */
const HANDLING = /\b(?:catch|handle|raise|throw|except|ignore)\b/i;

/** What to know first of an answer to a question in another language, or about one. */
function sayLanguage({ query }: AgentRequest): string {
  if (toEnglishTerms(query) !== undefined) return 'I can answer in English only.\n\n';
  const other = namedOtherLanguage(query);
  return other === undefined ? '' : `I teach Python; what I say may not hold for ${other}.\n\n`;
}

function choose(request: AgentRequest): Draft {
  const code = takeCode(request.query, request.code);
  const form = recognise(request.query, code !== '');
  const words = request.query.replace(/```[\s\S]*?(?:```|$)/g, ' ');
  const concepts = searchConcepts(words);
  const [best, second] = concepts;
  const [recipe] = searchRecipes(words);

  const comparison = form === 'compare' ? findComparison(words) : undefined;
  if (comparison !== undefined) return { text: explainComparison(comparison), topics: comparison.concepts };
  if (form === 'compare' && best && second && second.score >= SURE_SCORE && best.coverage + second.coverage > 0.5)
    return { text: compareConcepts(best.item, second.item), topics: [best.item.slug, second.item.slug] };
  const named = code === '' && !(form === 'how-to' && HANDLING.test(words)) ? findNamedError(words) : undefined;
  if (named !== undefined) {
    const { text, topics } = explainNamedError(named);
    return { text, topics: toConceptSlugs([...topics, 'exceptions']) };
  }
  if (form === 'write-program') return plan(words);

  const lines = code === '' ? [] : readCode(code);
  if (lines.length > 0 && (form === 'read-code' || (best?.score ?? 0) < SURE_SCORE)) return walkThrough(lines, words);

  // Someone else's program, or a task sheet: the name says nothing to us, and a guess would only sound like an answer.
  const unseen = findUnseenName(words);
  if (
    unseen !== undefined &&
    lines.length === 0 &&
    (form !== 'how-to' || /_|^task|^(?!do you).*\byou\b/i.test(unseen)) &&
    (best?.coverage ?? 0) < 0.6
  )
    return askForCode(unseen, best?.item.slug);

  const recipeFits = recipe !== undefined && recipe.score >= 0.9 && recipe.coverage >= 0.3;
  const wantsDoing =
    form === 'how-to' ||
    (form === 'what' &&
      recipe !== undefined &&
      (recipe.coverage > (best?.coverage ?? 0) || (recipe.coverage === 1 && (best?.score ?? 0) < SURE_SCORE)));
  if (recipeFits && wantsDoing) return { text: explainRecipe(recipe.item), topics: recipe.item.concepts };
  if (best !== undefined && best.score >= SURE_SCORE && best.coverage >= 0.15) {
    const shape = form === 'why' || form === 'how-to' ? form : 'what';
    const hedge =
      best.coverage < 0.25
        ? `Going by your words, the idea underneath is this one; if you meant something else, tell me in one sentence what you want to happen.\n\n`
        : '';
    const tied = lines.filter((line) => line.concepts.includes(best.item.slug)).slice(0, 3);
    const inYours =
      tied.length === 0
        ? ''
        : `\n\n**In your code:** ${tied.map((line) => `line ${line.line} ${line.says}`).join('; ')}.`;
    return { text: hedge + explainConcept(best.item, shape) + inYours, topics: [best.item.slug], line: tied[0]?.line };
  }
  if (recipe !== undefined && recipe.score >= 0.9 && recipe.coverage >= 0.2)
    return { text: `The nearest thing I have to that:\n\n${explainRecipe(recipe.item)}`, topics: recipe.item.concepts };
  return admit(
    concepts.slice(0, 3).map(({ item }) => item.slug),
    request,
  );
}

function plan(task: string): Draft {
  const { steps, concepts, skeleton } = planProgram(task);
  const text = [
    'Here is a way in; the lines themselves are yours to write.',
    steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    `\`\`\`python\n${skeleton}\n\`\`\``,
    `You will need: ${nameConcepts(concepts)}.`,
    'Stuck at a step? Send what you have, and say which number.',
  ].join('\n\n');
  return { text, topics: concepts };
}

function walkThrough(lines: readonly ReadLine[], question: string): Draft {
  const asked = [...(/\blines?\s+(\d{1,4})(?:\s*(?:-|to|and)\s*(\d{1,4}))?/i.exec(question) ?? [])]
    .slice(1)
    .filter(Boolean)
    .map(Number);
  const [from = 0, to = from] = asked;
  const chosen = asked.length > 0 ? lines.filter((line) => line.line >= from && line.line <= to) : lines;
  const shown = (chosen.length > 0 ? chosen : lines).slice(0, MAX_LINES_READ);
  const counts = new Map<string, number>();
  for (const slug of shown.flatMap((line) => line.concepts)) counts.set(slug, (counts.get(slug) ?? 0) + 1);
  const basic = (slug: string) => (['print', 'variables'].includes(slug) ? 1 : 0);
  const topics = [...counts.keys()]
    .sort((a, b) => basic(a) - basic(b) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
    .slice(0, 4);
  const main = findConcept(topics[0] ?? '');
  const rest =
    lines.length > shown.length && asked.length === 0
      ? `\n\n(The first ${shown.length} lines that do something; name others, such as "line 30", for those.)`
      : '';
  const text = [
    'Line by line:',
    shown
      .map((line) => `- **Line ${line.line}** \`${line.source.replaceAll('`', "'").slice(0, 70)}\`: ${line.says}.`)
      .join('\n') + rest,
    main === undefined ? '' : `**The idea to hold on to: ${main.title}.** ${main.explanation}`,
    main === undefined ? '' : `**Check yourself:** ${main.check.question}\n\n${fold('Answer', main.check.answer)}`,
  ];
  return { text: text.filter(Boolean).join('\n\n'), topics, line: shown[0]?.line };
}

function askForCode(name: string, slug: string | undefined): Draft {
  const concept = findConcept(slug ?? '') ?? findConcept('functions');
  const text = [
    `I see only this message, not the program or task it speaks of (${quote(name)}), so I cannot say what that part does. Paste the lines, and I go through them one by one.`,
    'Meanwhile, a way to find out yourself:\n\n1. What goes in? Look at the parameters, or at where each name is set.\n2. What comes out? Look for `return`, or for what is printed or changed.\n3. Follow one small example on paper, line by line; put `print(f"{name=}")` where you lose track.',
    concept === undefined ? '' : `The idea it seems to rest on is **${concept.title}**: ${concept.short}.`,
    'Which lines shall we look at?',
  ];
  return { text: text.filter(Boolean).join('\n\n'), topics: concept === undefined ? [] : [concept.slug] };
}

const quote = (name: string) => `"${name.replace(/[`*_[\]<>]/g, (mark) => (mark === '_' ? '_' : ' ')).slice(0, 40)}"`;

/** Speaks of what was said before, and names nothing itself. */
const LEANING =
  /^\W*(?:(?:can|could|would|will) you |please |ok(?:ay)?,? |but |sorry,? |i )*(?:why|how|how so|what|huh|and(?: then)?|then|more|again|go on|continue|what (?:next|now)|an? example|(?:explain|say|tell|show|give|repeat|do)\b.{0,30}\b(?:again|more|it|that|this|example|simpl\w+|slower|better|differently)|(?:don'?t|do not|didn'?t|still don'?t) (?:get|understand|follow)(?: (?:it|this|that|you|anything))?)\b[\w ,]{0,40}\W*$/i;

function admit(near: readonly string[], request: AgentRequest): Draft {
  const recent = (request.history?.recent ?? []).flatMap(({ topics }) => topics).filter((slug) => findConcept(slug));
  const followUp =
    request.session_context?.previous_intent === 'concept_explanation' ? findConcept(recent[0] ?? '') : undefined;
  if (followUp !== undefined && request.query.length < 120)
    return {
      text: `Still about **${followUp.title}**? Then from another side:\n\n${explainConcept(followUp, 'why')}`,
      topics: [followUp.slug],
    };
  const offered = near.length > 0 ? near : ['variables', 'for-loops', 'functions'];
  const list = offered
    .flatMap((slug) => findConcept(slug) ?? [])
    .map((concept) => `- **${concept.title}**: ${concept.short}`);
  const text = [
    near.length > 0
      ? 'I am not sure what you are after. The nearest I can explain:'
      : LEANING.test(request.query)
        ? 'I see only this message, not the ones before it: name the subject again, such as "explain for loops once more, in simpler words", or paste the part that is unclear. Some subjects I can explain:'
        : `That is not among the ${CONCEPTS.length} Python subjects I can explain well, and I would rather not guess. Some that I can:`,
    list.join('\n'),
    'What are you trying to make happen? One sentence, or the lines of code you are looking at, is enough.',
  ];
  return { text: text.join('\n\n'), topics: [...near], suggestions: offered.flatMap(ask) };
}
