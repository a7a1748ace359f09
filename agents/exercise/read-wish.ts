import type { AgentRequest } from '../../contract/agent.ts';
import { toConceptSlugs } from '../../skills/concept-library/all-concepts.ts';
import { toEnglishTerms } from '../../skills/concept-library/foreign-terms.ts';
import { SURE_SCORE, searchConcepts } from '../../skills/concept-library/search-library.ts';

/** What the student wants to practise with, on what, how hard, and how many. */
export type ExerciseWish = {
  kind: 'exercise' | 'quiz' | 'project' | 'where';
  topics: string[];
  difficulty: 1 | 2 | 3;
  count: number;
  /** Whether the student asked for something hard. */
  isHardAsked: boolean;
  /** Why this difficulty, when something other than the default was chosen. */
  because?: string;
  /** What was asked for and is no subject known here, in the student's words. */
  unknown?: string;
  /** A language other than Python that was named. */
  otherLanguage?: string;
};

const NUMBER_WORDS: Record<string, number> = { two: 2, couple: 2, three: 3, few: 3, some: 1, four: 4, five: 5 };
// Words of this request rather than subjects of it.
const NOISE =
  /\b(?:give|need|want|send|make|write|some|another|new|good|nice|please|more|on|about|for|with|to|something|easy|easier|simple|medium|hard|harder|difficult|tasks?|homework|level|topics?|exercises?|practi[cs]e|practi[cs]ing|projects?|program(?:ming)?|problems?|questions?|ideas?|websites?|sites?|web ?sites?|book|test(?: me)?|challenges?|skills?|basics?|advanced|api docs)\b/gi;

const WANTS_EASY =
  /\b(?:fácil|facile|leicht\w*|einfach\w*|(?<!too )easy|easier|easiest|simple|simpler|beginners?|complete beginner|basic|basics|newbie|new to|just started|first (?:project|exercise)|too hard|starter)\b/i;
const WANTS_HARD =
  /\b(?:difícil|difficile|schwer\w*|(?<!too )hard|harder|hardest|difficult|advanced|challenging|tough|tricky|too easy|expert)\b/i;

export function readWish({ query, student_progress: progress, history }: AgentRequest): ExerciseWish {
  const text = query.slice(0, 4_000);
  const kind = /\b(?:quiz|test) (?:me|myself)\b|\bquick quiz\b|\ba quiz\b/i.test(text)
    ? 'quiz'
    : /\bprojects?\b|\bideas?\b|\bhackathon\b|\b(?:build|make|create)\b[^.?!\n]{0,50}\b(?:game|app|bot|something)\b/i.test(
          text,
        )
      ? 'project'
      : /\b(?:sites?|websites?|resources?|sources?|books?|where|courses?|repository|anyone know|blogs?)\b/i.test(text)
        ? 'where'
        : 'exercise';
  const subject = text.replace(NOISE, ' ').replace(/\b\d+\b/g, ' ');
  const isTranslated = toEnglishTerms(text) !== undefined;
  // A subject is named in a few words here: what is a guess in a long question is meant in a short one.
  const found = searchConcepts(subject).filter(
    ({ score, coverage }) => score >= SURE_SCORE || coverage >= (isTranslated ? 0.1 : 0.3),
  );
  const topics = found.slice(0, 3).map(({ item }) => item.slug);
  const unknown = topics.length === 0 && !isTranslated ? findUnknownSubject(text) : undefined;
  const recent = readRecentTopics(history);
  const count =
    /\b([2-5]|two|couple|three|few|four|five)\b[^.?!\n]{0,30}\b(?:exercises?|problems?|challenges?|tasks?|questions?|ideas?|projects?)\b/i
      .exec(text)?.[1]
      ?.toLowerCase();
  const otherLanguage =
    /(?:^|[^a-z])(c\+\+|c#|javascript|java|asp\.net|php|ruby|html|rust|golang|typescript|kotlin|swift)(?![a-z+#])/i.exec(
      text,
    )?.[1];
  return {
    kind,
    topics:
      topics.length > 0 || !/\b(?:same|another|more|again|next one|that|this|harder|easier)\b/i.test(text)
        ? topics
        : recent.slice(0, 1),
    ...chooseDifficulty(text, progress),
    isHardAsked: !WANTS_EASY.test(text) && WANTS_HARD.test(text),
    count: Math.min(5, count === undefined ? 1 : (NUMBER_WORDS[count] ?? Number(count))),
    ...(unknown === undefined ? {} : { unknown }),
    ...(otherLanguage === undefined ? {} : { otherLanguage }),
  };
}

/** "an exercise on quantum physics": what stands after the little word, where it is none of this request's own words. */
function findUnknownSubject(text: string): string | undefined {
  const named = /\b(?:on|about|sobre|sur)\s+((?:the\s+)?[\p{L}\p{N}_+#-]+(?: [\p{L}\p{N}_+#-]+){0,2})/iu
    .exec(text)?.[1]
    ?.trim();
  if (named === undefined || named.replace(NOISE, ' ').trim().length < 3) return undefined;
  return /^(?:it|that|this|them|what|my|your|the same|anything|everything|python|any|which|how)\b/i.test(named)
    ? undefined
    : named.slice(0, 40);
}

function chooseDifficulty(
  text: string,
  progress: AgentRequest['student_progress'],
): Pick<ExerciseWish, 'difficulty' | 'because'> {
  if (WANTS_EASY.test(text) && !/too easy/i.test(text)) return { difficulty: 1 };
  if (WANTS_HARD.test(text)) return { difficulty: 3 };
  if (/\b(?:medium|intermediate|moderate)\b/i.test(text)) return { difficulty: 2 };
  const { quiz_score: quiz, completion, recent_errors: errors } = progress ?? {};
  if ((errors ?? 0) >= 5) return { difficulty: 1, because: `an easier one, since you met ${errors} errors lately` };
  if (quiz !== undefined && quiz >= 0.85)
    return { difficulty: 3, because: `a harder one, since your quiz score is ${Math.round(quiz * 100)} %` };
  if ((quiz ?? completion ?? 0) >= 0.5) return { difficulty: 2 };
  return { difficulty: 1 };
}

/** Concepts of the newest messages, newest first; what was only recommended is none of them. */
export function readRecentTopics(history: AgentRequest['history']): string[] {
  return (history?.recent ?? [])
    .filter(({ intent }) => intent !== 'progress_check')
    .flatMap(({ topics }) => toConceptSlugs(topics));
}
