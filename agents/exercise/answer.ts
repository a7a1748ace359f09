import type { AgentReply, Answer } from '../../contract/agent.ts';
import { CONCEPTS, findConcept } from '../../skills/concept-library/all-concepts.ts';
import { askToExplain } from '../../skills/concept-library/ask-about.ts';
import { LEARNING_PATH } from '../../skills/concept-library/learning-path.ts';
import { splitWords, stem } from '../../skills/concept-library/split-words.ts';
import type { Exercise, Json } from '../../skills/exercise-bank/exercise.ts';
import { findExercises, findProjects, hash } from '../../skills/exercise-bank/find-exercises.ts';
import { type ExerciseWish, readRecentTopics, readWish } from './read-wish.ts';

const LEVEL = { 1: 'easy', 2: 'medium', 3: 'hard' } as const;

type Draft = { text: string; topics: string[]; suggestions: string[] };

/** Gives something to practise on: exercises, a short quiz, a project in milestones, or where to find more. */
export const answer: Answer = (request) => {
  const wish = readWish(request);
  const recent = readRecentTopics(request.history);
  const give = { exercise: giveExercises, quiz: giveQuiz, project: giveProjects, where: nameSources }[wish.kind];
  const draft = give(wish, request.request_id, recent, request.query);
  const language =
    wish.otherLanguage === undefined
      ? ''
      : `I teach Python, so this is for Python; the thinking carries over to ${wish.otherLanguage}, the syntax does not.\n\n`;
  return {
    agent: 'exercise-agent',
    text: (language + draft.text).slice(0, 30_000),
    topics: [...new Set(draft.topics)].slice(0, 6),
    suggestions: draft.suggestions,
  } satisfies AgentReply;
};

type Give = (wish: ExerciseWish, seed: string, recent: readonly string[], query: string) => Draft;

const giveExercises: Give = (wish, seed, recent) => {
  const { exercises, onTopic, basis } = findExercises(
    { ...wish, seed, recentTopics: recent },
    (topic) => findConcept(topic)?.needs ?? [],
  );
  const named = wish.topics
    .flatMap((slug) => findConcept(slug)?.title ?? [])
    .slice(0, 2)
    .join(' and ');
  const ground = basis.find((topic) => exercises[0]?.topics.includes(topic));
  const missing = !onTopic
    ? `I have no exercise on ${named} yet. ${ground === undefined ? 'Here is another one to keep in practice:' : `It rests on ${findConcept(ground)?.title ?? ground}, and that you can practise here:`}\n\n`
    : wish.unknown === undefined
      ? ''
      : `I have no exercise on "${wish.unknown.replace(/[`*_[\]<>"]/g, '')}". Name a subject such as lists, loops or functions; meanwhile, here is one to keep in practice:\n\n`;
  const hardest = Math.max(...exercises.map(({ difficulty }) => difficulty));
  const easier =
    onTopic && wish.topics.length > 0 && wish.isHardAsked && hardest < 3
      ? `I have nothing harder on ${named} than this; a harder one comes with a subject that builds on it.\n\n`
      : '';
  const reason = wish.because === undefined ? easier : `I picked ${wish.because}.\n\n`;
  const several = exercises.length > 1;
  const text = exercises
    .map((exercise, index) => (several ? showBriefly(exercise, index + 1) : showExercise(exercise)))
    .join('\n\n');
  const closing = several
    ? 'Start with the first, and send each solution as you have it, working or not.'
    : 'Send your solution when you have one, working or not.';
  return {
    text: `${missing}${reason}${text}\n\n${closing}`,
    topics: exercises.flatMap(({ topics }) => topics.slice(0, 2)),
    suggestions: ['Give me a harder one', 'Give me an easier one', 'Quiz me on this'],
  };
};

function showExercise(exercise: Exercise): string {
  return [
    `**${exercise.title}** (${LEVEL[exercise.difficulty]}; ${nameTopics(exercise.topics)})`,
    exercise.statement,
    `\`\`\`python\n${exercise.starter}\n\`\`\``,
    `It should give:\n\n\`\`\`python\n${showTests(exercise, 3)}\n\`\`\``,
    foldHint(exercise),
  ].join('\n\n');
}

function showBriefly(exercise: Exercise, number: number): string {
  return `**${number}. ${exercise.title}** (${LEVEL[exercise.difficulty]}; ${nameTopics(exercise.topics)})\n\n${exercise.statement}\n\n\`\`\`python\n${exercise.starter}\n\n${showTests(exercise, 2)}\n\`\`\`\n\n${foldHint(exercise)}`;
}

const foldHint = (exercise: Exercise) => `<details><summary>Hint</summary>\n\n${exercise.hints[0] ?? ''}\n\n</details>`;

function showTests({ functionName, statement, tests }: Exercise, most: number): string {
  // JSON has no tuples: a list stands for the one the task asks for.
  const isTuple = /\bas a tuple\b/.test(statement);
  const show = (expected: Json) => (isTuple ? toPython(expected).replace(/^\[(.*)\]$/, '($1)') : toPython(expected));
  return tests
    .slice(0, most)
    .map(({ args, expected }) => `${functionName}(${args.map(toPython).join(', ')})  # ${show(expected)}`)
    .join('\n');
}

function toPython(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'object' && 'map' in value) return `[${(value as readonly Json[]).map(toPython).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${toPython(item as Json)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

const giveQuiz: Give = (wish, seed, recent) => {
  const start = wish.topics.length > 0 ? wish.topics : [...new Set(recent)].filter((slug) => findConcept(slug));
  const around = start.flatMap((slug) => [
    slug,
    ...(findConcept(slug)?.needs ?? []),
    ...(findConcept(slug)?.next ?? []),
  ]);
  const level = { 1: 18, 2: 34, 3: LEARNING_PATH.length }[wish.difficulty];
  const filler = CONCEPTS.filter(({ slug }) => LEARNING_PATH.slice(0, level).includes(slug)).sort(
    (a, b) => hash(seed + a.slug) - hash(seed + b.slug),
  );
  const concepts = [...new Set([...around.flatMap((slug) => findConcept(slug) ?? []), ...filler])].slice(0, 3);
  const questions = concepts.map(({ title, check }, index) => `**${index + 1}. ${title}.** ${check.question}`);
  const answers = concepts.map(({ check }, index) => `${index + 1}. ${check.answer}`);
  return {
    text: `Three questions; write your answers down before you open mine.\n\n${questions.join('\n\n')}\n\n<details><summary>Answers</summary>\n\n${answers.join('\n')}\n\n</details>`,
    topics: concepts.map(({ slug }) => slug),
    suggestions: concepts.map(askToExplain),
  };
};

const giveProjects: Give = (wish, seed, _recent, query) => {
  const words = splitWords(query).flatMap((word) => [word, stem(word)]);
  const count = Math.max(3, wish.count);
  const [first, ...others] = findProjects(words, wish.topics, { difficulty: wish.difficulty, count, seed });
  if (first === undefined) return giveExercises(wish, seed, [], query);
  const steps = first.milestones.map((step, index) => `${index + 1}. ${step}`).join('\n');
  const more = others
    .map(({ title, pitch, difficulty }) => `- **${title}** (${LEVEL[difficulty]}): ${pitch}`)
    .join('\n');
  return {
    text: `**${first.title}** (${LEVEL[first.difficulty]}; ${nameTopics(first.topics)})\n\n${first.pitch} Each step leaves a program that works:\n\n${steps}\n\nNot yours? Then perhaps:\n\n${more}\n\nChoose the one whose result you would show somebody. Do step 1 today, however rough.`,
    topics: [...first.topics],
    suggestions: ['Give me more project ideas', 'Give me an easy exercise to warm up'],
  };
};

const nameSources: Give = (wish, seed, recent, query) => {
  const one = giveExercises({ ...wish, count: 1 }, seed, recent, query);
  return {
    text: `Right here, to begin with: name a topic and a difficulty ("two hard exercises on dictionaries"), say "quiz me", or ask for a project.\n\n${one.text}\n\n**Elsewhere**, by kind, since I cannot vouch for single sites: the tutorial on docs.python.org ends most sections with something to try; sites with graded exercises and mentors (Exercism is a free one) suit practising the language; puzzle sites (Codewars, Advent of Code) train problem solving more than program building; textbook exercises go best with the chapter you just read. Two small problems a day beat ten on Sunday.`,
    topics: one.topics,
    suggestions: ['Quiz me', 'Project ideas for a beginner', 'Give me 3 easy exercises'],
  };
};

const nameTopics = (slugs: readonly string[]) =>
  slugs
    .flatMap((slug) => findConcept(slug)?.title ?? [])
    .slice(0, 2)
    .join(', ');
