import type { AgentReply, AgentRequest, Answer } from '../../contract/agent.ts';
import { detectOtherLanguage, namedOtherLanguage } from '../../skills/code-review/detect-language.ts';
import type { Finding } from '../../skills/code-review/finding.ts';
import { type Review, reviewCode } from '../../skills/code-review/review-code.ts';
import { chooseChecklist } from '../../skills/code-review/self-review.ts';
import { askAboutFirst } from '../../skills/concept-library/ask-about.ts';
import { toEnglishTerms } from '../../skills/concept-library/foreign-terms.ts';
import { readCode } from '../../skills/concept-library/read-code.ts';
import { SURE_SCORE, searchConcepts } from '../../skills/concept-library/search-library.ts';
import { explainConcept } from '../../skills/concept-library/write-explanation.ts';
import { hasExercise } from '../../skills/exercise-bank/find-exercises.ts';
import { startPython } from '../../skills/python-diagnosis/compile-python.ts';
import { diagnose } from '../../skills/python-diagnosis/diagnose.ts';
import { explainNamedError, findNamedError } from '../../skills/python-diagnosis/explain-named-error.ts';
import { extractCode } from '../../skills/python-diagnosis/extract-code.ts';
import { fencedCode, inlineCode } from '../../skills/python-diagnosis/quote-markdown.ts';
import { writeDiagnosis } from '../../skills/python-diagnosis/write-diagnosis.ts';
import { findSmallTalk, isOtherScript } from './small-talk.ts';

const MOST_SHOWN = 4;
const REVIEW_WORDS =
  /\b(?:review|feedback|critique|criticism|critic|improv\w*|better|cleaner|pythonic|efficient|shorter|shorten|simplif\w*|opinions?|suggestions?|refactor\w*|optimi[sz]\w*|how did i do|my (?:code|program|script|project|app|bot|game)|(?:check|look at) (?:it|this|my|the code)|written correctly|is it (?:okay|ok|good|possible)|did i do)\b/i;

const paragraphs = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('\n\n');

type Part = { text: string; topics: readonly string[]; line?: number; suggestions?: string[] };

function sayChange({ before, after }: Finding): string | undefined {
  if (before && after) {
    const isComment = before.includes('\n');
    return fencedCode(
      isComment ? `${before}\n# becomes\n${after}` : `${before.slice(0, 120)}\n# becomes\n${after}`,
      10,
    );
  }
  return after ? fencedCode(after, 8) : undefined;
}

function sayFinding(finding: Finding, number: number): string {
  const quote = finding.before && !finding.after ? `: ${inlineCode(finding.before, 80)}` : '';
  return paragraphs(`**${number}. Line ${finding.line}: ${finding.title}**${quote}`, finding.why, sayChange(finding));
}

function sayReviewed(review: Extract<Review, { outcome: 'reviewed' }>): Part {
  const shown = review.findings.slice(0, MOST_SHOWN);
  const rest = review.findings.slice(MOST_SHOWN, MOST_SHOWN + 6);
  const good = review.strengths.length > 0 ? `**What is good:** ${review.strengths.join('; ')}.` : undefined;
  const none =
    review.lines < 5
      ? 'There is little to judge in so few lines, and I found nothing to change in them.'
      : 'I found nothing to correct: no unused names, no risky `except`, no repeated or deeply nested blocks. What I cannot judge is whether it computes what you were asked for: try empty input, one item and a wrong type.';
  const more =
    rest.length > 0
      ? `**Smaller things:** ${rest.map((one) => `line ${one.line}: ${lowerFirst(/^(?:This does not|Worth a second)/.test(one.title) ? one.why : one.title)}`).join('; ')}.`
      : undefined;
  const partial = review.linesRead
    ? `The program is long: this is about its first ${review.linesRead} lines. For the rest, send the part you are least sure of.`
    : review.isPartial
      ? 'The program is too large or too deeply nested to be read in every detail; this is what I could check.'
      : undefined;
  const topics = [...new Set(shown.flatMap((one) => one.topics))];
  return {
    text: paragraphs(
      partial,
      good,
      shown.length > 0 ? shown.map((one, index) => sayFinding(one, index + 1)).join('\n\n') : none,
      more,
    ),
    topics,
    ...(shown[0] ? { line: shown[0].line } : {}),
    suggestions: suggestOn(topics),
  };
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function sayUnparsed({ error, isPython2 }: Extract<Review, { outcome: 'does-not-parse' }>): Part {
  const { what, why, fix, fixCode, topics } = error.explanation;
  const two = isPython2
    ? 'This is written for Python 2, which ended in 2020. Everything here is about Python 3: `print(…)` with parentheses, `input` instead of `raw_input`.'
    : undefined;
  return {
    text: paragraphs(
      `Before its style: Python cannot read this code yet.`,
      two,
      `**Line ${error.line}**: ${inlineCode(error.quote, 100)}\n${inlineCode(`${error.type}: ${error.message}`, 140)}`,
      [what, why].filter(Boolean).join(' '),
      `**Fix:** ${fix}`,
      fixCode && fencedCode(fixCode, 8),
      'Send it again once it runs, and I review the rest.',
    ),
    topics,
    line: error.line,
    suggestions: ['Help me find the other errors'],
  };
}

function sayOtherLanguage(review: Extract<Review, { outcome: 'other-language' }>): Part {
  const notes = [
    review.longestLine > 110 ? `the longest line has ${review.longestLine} characters: break it` : undefined,
    review.deepestIndent >= 20
      ? `some lines are indented ${review.deepestIndent} columns: move inner blocks into functions`
      : undefined,
    review.lines > 80 ? `${review.lines} lines in one piece: cut it into parts with a name` : undefined,
  ].filter(Boolean);
  return {
    text: paragraphs(
      `This looks like ${review.language}. I only check Python for mistakes, so I will not pretend to judge the details.`,
      notes.length > 0 ? `What shows in any language: ${notes.join('; ')}.` : undefined,
      checklist(''),
    ),
    topics: ['style'],
  };
}

function checklist(text: string): string {
  const { title, points } = chooseChecklist(text);
  return paragraphs(`**${title}:**`, points.map((point) => `- ${point}`).join('\n'));
}

function askForCode(text: string): Part {
  const language = namedOtherLanguage(text);
  const link = /<url>|https?:\/\/|\bgithub\b|\bgist\b|pastebin|\blink\b/i.test(text) ? 'I cannot open links, so ' : '';
  const ask = language
    ? `I review Python only; for ${language} the list above still holds.`
    : `${link}${link ? 'paste' : 'Paste'} the code itself (up to 64 KiB; for a larger project, the function you are least sure of) and I name the lines, why they matter, and how to write them.`;
  return {
    text: paragraphs(checklist(text), ask),
    topics: chooseChecklist(text).topics,
    suggestions: ['Please review my code'],
  };
}

const OFFER =
  'These tutors teach Python. You can:\n- paste an **error** or code that misbehaves, and see which line is wrong and how to fix it;\n- ask what something **means** or how it works ("what is a dictionary?");\n- ask for an **exercise** ("something on loops, not too hard");\n- ask how you are **doing** and what to learn next;\n- paste working **code** and have it reviewed.';

/** Nothing to review and no wish for one: answer what was said, say what the tutors can do, and ask one concrete question. */
function askWhatIsWanted(text: string): Part {
  const talk = findSmallTalk(text);
  const start = talk?.answer ?? 'I am not sure what you need, so I will not guess.';
  const ask =
    talk?.ask ?? 'Are you stuck on a piece of code, and if so, what should it do and what does it do instead?';
  return {
    text: paragraphs(
      start,
      isOtherScript(text) ? 'I can read and write English only; a question in English finds its tutor.' : undefined,
      (talk?.offers ?? true) ? OFFER : undefined,
      ask,
    ),
    topics: [],
    suggestions: ['What is a variable?', 'Give me an easy exercise', 'Why does my code not work?'],
  };
}

const OTHERWISE = 'If that is not what you wanted to know, say in one sentence what you are after.';

/**
 * Where nobody was sure enough, this tutor is asked: a mistake in the code, or a subject that is all the message names,
 * is still better answered than asked about.
 */
async function helpAnyway({ intent, query, code }: AgentRequest): Promise<Part | undefined> {
  if (intent === 'syntax_help') {
    const diagnosis = await diagnose(query, code);
    const isFound = diagnosis.code !== '' && (diagnosis.error || diagnosis.bugs.some(({ certain }) => certain));
    if (isFound) {
      const line = diagnosis.error?.line ?? diagnosis.bugs[0]?.line;
      const topics = diagnosis.error?.explanation.topics ?? diagnosis.bugs[0]?.topics ?? [];
      return { text: writeDiagnosis(diagnosis), topics, ...(line ? { line } : {}), suggestions: suggestOn(topics) };
    }
  }
  const program = extractCode(query, code).code;
  if (program !== '' && intent === 'concept_explanation') return readAloud(program);
  if (program !== '') return undefined;
  if (intent !== 'syntax_help' && intent !== 'concept_explanation') return undefined;
  const named = findNamedError(query);
  if (named !== undefined) {
    const { text, topics } = explainNamedError(named);
    return { text: paragraphs(text, OTHERWISE), topics, suggestions: suggestOn(topics) };
  }
  const [best] = searchConcepts(query);
  if (intent !== 'concept_explanation' || best === undefined || best.score < SURE_SCORE || best.coverage < 0.5)
    return undefined;
  const language = toEnglishTerms(query) === undefined ? undefined : 'I can answer in English only.';
  return {
    text: paragraphs(language, explainConcept(best.item, 'what'), OTHERWISE),
    topics: [best.item.slug],
    suggestions: suggestOn([best.item.slug]),
  };
}

const MOST_LINES_READ = 12;

/** What a program does, line by line, for who asks about it and not for an opinion on it. */
async function readAloud(program: string): Promise<Part | undefined> {
  const { error, bugs } = await diagnose('', program);
  const lines = readCode(program).slice(0, MOST_LINES_READ);
  if (error || bugs.some(({ certain }) => certain) || lines.length === 0) return undefined;
  const topics = [...new Set(lines.flatMap(({ concepts }) => concepts))];
  return {
    text: paragraphs(
      'Line by line:',
      lines.map(({ line, source, says }) => `- **Line ${line}** ${inlineCode(source, 70)}: ${says}.`).join('\n'),
      'To see what it prints, run it, and put `print(f"{name=}")` where you lose track of a value.',
      OTHERWISE,
    ),
    topics,
    suggestions: suggestOn(topics),
  };
}

/** Messages that other tutors can answer, about the first of the topics that is a concept. */
function suggestOn(topics: readonly string[]): string[] {
  const asked = askAboutFirst(topics, hasExercise);
  return asked.length > 0 ? asked : ['What should I learn next?'];
}

const UNREADABLE: Readonly<Record<string, string>> = {
  'too-large':
    'The program is larger than I can read at once (64 KiB). Send the file or function you are least sure of.',
  'too-long':
    'A single statement of the program is longer than I can read at once. If it is data, leave most of it out.',
  'too-complex': 'The code is nested too deeply to be read, even by Python. Send one function of it.',
};

function sayReview(review: Review): Part {
  switch (review.outcome) {
    case 'reviewed':
      return sayReviewed(review);
    case 'does-not-parse':
      return sayUnparsed(review);
    case 'other-language':
      return sayOtherLanguage(review);
    case 'unreadable':
      return {
        text: paragraphs(
          UNREADABLE[review.reason] ?? 'I could not read the code this time. Send one function of it.',
          checklist(''),
        ),
        topics: ['style'],
      };
    default:
      return review satisfies never;
  }
}

async function compose(request: AgentRequest): Promise<Part> {
  const { code, prose } = extractCode(request.query, request.code);
  const isChosen = request.session_context?.chosen_intent !== undefined;
  const help = isChosen || request.intent === 'code_review' ? undefined : await helpAnyway(request);
  if (help) return help;
  if (code) return sayReview(await reviewCode(code));
  const language = detectOtherLanguage(request.query);
  if (language && request.query.includes('\n')) return sayReview(await reviewCode(request.query));
  const isReview = request.intent === 'code_review' || request.session_context?.chosen_intent === 'code_review';
  return isReview && (REVIEW_WORDS.test(prose) || request.session_context?.chosen_intent === 'code_review')
    ? askForCode(prose)
    : REVIEW_WORDS.test(prose) && /\bcode|program|script|function\b/i.test(prose)
      ? askForCode(prose)
      : askWhatIsWanted(prose);
}

const FIRST_PROGRAM = 'names = ["Ada"]\nfor i in range(len(names)):\n    print(names[i])\n';

/** Starts Python and ruff ahead of the first message. */
export async function warmUp(): Promise<void> {
  await startPython();
  await reviewCode(FIRST_PROGRAM);
}

/** The review tutor, and the one who answers when nobody knows what the student wants. */
export const answer: Answer = async (request: AgentRequest): Promise<AgentReply> => {
  const { text, topics, line, suggestions } = await compose(request);
  return {
    agent: 'review-agent',
    text,
    topics: topics.slice(0, 8),
    suggestions: suggestions ?? [],
    ...(line ? { line } : {}),
  };
};
