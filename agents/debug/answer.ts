import type { AgentReply, AgentRequest, Answer } from '../../contract/agent.ts';
import { detectOtherLanguage, namedOtherLanguage } from '../../skills/code-review/detect-language.ts';
import { askAboutFirst } from '../../skills/concept-library/ask-about.ts';
import { hasExercise } from '../../skills/exercise-bank/find-exercises.ts';
import { startPython } from '../../skills/python-diagnosis/compile-python.ts';
import { type Diagnosis, diagnose } from '../../skills/python-diagnosis/diagnose.ts';
import { FIRST_CHECKS, writeDiagnosis } from '../../skills/python-diagnosis/write-diagnosis.ts';

const paragraphs = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('\n\n');

function suggest(diagnosis: Diagnosis): string[] {
  const topics =
    diagnosis.error?.explanation.topics ?? diagnosis.bugs[0]?.topics ?? diagnosis.symptoms[0]?.topics ?? [];
  const asked = askAboutFirst(topics, hasExercise);
  return asked.length > 0 ? asked : ['Please explain Debugging to me'];
}

/** The debug tutor: names the line, says what is wrong in plain words, and shows the fix. */
export const answer: Answer = async (request: AgentRequest): Promise<AgentReply> => {
  const diagnosis = await diagnose(request.query, request.code);
  const isNoPython = diagnosis.error?.from === 'compiler' || !diagnosis.code;
  const language = isNoPython
    ? diagnosis.code
      ? detectOtherLanguage(diagnosis.code)
      : namedOtherLanguage(request.query)
    : undefined;
  if (language) {
    const text = paragraphs(
      `This is about ${language}, as far as I can tell. I know Python only, so I can say no more than what holds in any language.`,
      FIRST_CHECKS,
    );
    return { agent: 'debug-agent', text, topics: ['debugging'], suggestions: [] };
  }
  const { error, bugs, symptoms } = diagnosis;
  const line = error ? (diagnosis.code ? error.line : undefined) : bugs[0]?.line;
  const topics = new Set([
    ...(error?.explanation.topics ?? []),
    ...bugs.flatMap((bug) => bug.topics),
    ...(error || bugs.length > 0 ? [] : (symptoms[0]?.topics ?? [])),
  ]);
  return {
    agent: 'debug-agent',
    text: writeDiagnosis(diagnosis),
    topics: [...topics].slice(0, 8),
    suggestions: suggest(diagnosis),
    ...(line ? { line } : {}),
  };
};

const FIRST_PROGRAM = 'def double(number):\n    return number * 2\n\nprint(double("2"))\n';

/** Starts Python and ruff ahead of the first message: their start costs about half a second, a message then milliseconds. */
export async function warmUp(): Promise<void> {
  await startPython();
  await diagnose('', FIRST_PROGRAM);
}
