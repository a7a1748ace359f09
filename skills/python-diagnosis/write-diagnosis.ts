import type { Diagnosis, ErrorFinding } from './diagnose.ts';
import { fencedCode, inlineCode } from './quote-markdown.ts';
import type { Bug } from './silent-bugs/bug.ts';

const paragraphs = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('\n\n');

function sayFix(fix: string, fixCode: string | undefined): string {
  return paragraphs(`**Fix:** ${fixCode ? fix : fix.replace(/:$/, '.')}`, fixCode && fencedCode(fixCode, 8));
}

function sayError(error: ErrorFinding, isInCode: boolean): string {
  const place = error.line ? `Line ${error.line}${isInCode || error.from === 'compiler' ? '' : ' of your file'}` : '';
  const name = error.message ? inlineCode(`${error.type}: ${error.message}`, 140) : inlineCode(error.type);
  const head = [place && `**${place}**`, error.quote && inlineCode(error.quote, 100)].filter(Boolean).join(': ');
  const { what, why, fix, fixCode } = error.explanation;
  const earlier =
    error.earlier?.link === 'while-handling'
      ? `It happened while ${inlineCode(`${error.earlier.type}: ${error.earlier.message}`, 100)} was being handled: once this is fixed, look at that one.`
      : undefined;
  return paragraphs(
    head ? `${head}\n${name}` : name,
    [what, why].filter(Boolean).join(' '),
    sayFix(fix, fixCode),
    earlier,
  );
}

function sayBug(bug: Bug, code: string): string {
  const quote = code.split('\n')[bug.line - 1] ?? '';
  return paragraphs(
    `**Line ${bug.line}**: ${inlineCode(quote, 100)}`,
    [bug.what, bug.why].filter(Boolean).join(' '),
    sayFix(bug.fix, bug.fixCode),
  );
}

function saySymptoms(diagnosis: Diagnosis): string | undefined {
  const [symptom] = diagnosis.symptoms;
  if (!symptom) return undefined;
  return paragraphs(
    symptom.what,
    symptom.checks.map((check) => `- ${check}`).join('\n'),
    symptom.code && fencedCode(symptom.code),
  );
}

/** What finds most mistakes, whatever they are. */
export const FIRST_CHECKS = paragraphs(
  'Three things find most mistakes:',
  '- Read the **last line** of the error message: it names the kind of error; the line above it says where.\n- No error, but a wrong result? Print the variables just before the line you suspect: `print(repr(x), type(x))`.\n- Make it smaller: comment parts out until it works, then put them back one by one.',
);

function askFor(diagnosis: Diagnosis): string | undefined {
  if (diagnosis.code) return undefined;
  if (diagnosis.error) return 'To name the exact change for your program, I need the lines around the one that fails.';
  if (diagnosis.symptoms[0]?.topics.includes('installation'))
    return 'If that does not help, tell me your system (Windows, Mac, Linux) and paste the command you typed with **everything** it answered.';
  return 'So that I can name the line: paste **the code** and **the whole error message** (from `Traceback` to its last line), or, without an error, **what you expected and what you got**.';
}

function sayUnjudged(reason: string | undefined): string | undefined {
  if (reason === 'too-large')
    return 'The program is longer than I can read at once (64 KiB). Send the function that fails and the error message.';
  if (reason === 'too-complex')
    return 'The code is nested so deeply that even Python refuses to read it (look for brackets that are opened again and again). Send the part that fails.';
  if (reason === 'too-long')
    return 'A single statement of the program is longer than I can read at once (a long list of data?). Leave most of it out, and send the rest with the error message.';
  return reason
    ? 'I could not check all of the code this time; what follows is from reading it only in part.'
    : undefined;
}

function sayReadPart(linesRead: number | undefined): string | undefined {
  return linesRead === undefined
    ? undefined
    : `The program is long: I read only its first ${linesRead} lines. If the mistake is further down, send the function that fails.`;
}

function sayUnknown({ unknownNames }: Diagnosis): string | undefined {
  if (unknownNames.length === 0) return undefined;
  const list = unknownNames.map((name) => inlineCode(name)).join(', ');
  return `Not defined in the part you sent: ${list}. If nothing above it defines ${unknownNames.length === 1 ? 'it' : 'them'} either, that is a \`NameError\`.`;
}

/** A diagnosis as a learner reads it: the line, what is wrong with it, why, and the repair. */
export function writeDiagnosis(diagnosis: Diagnosis): string {
  const { error, bugs, code } = diagnosis;
  const others = bugs.filter((bug) => bug.line !== error?.line).slice(0, error ? 1 : 3);
  if (error) {
    const also = others.filter((bug) => bug.certain).map((bug) => paragraphs('Also worth a look:', sayBug(bug, code)));
    return paragraphs(sayUnjudged(diagnosis.unjudged), sayError(error, code !== ''), ...also, askFor(diagnosis));
  }
  if (others.length > 0) {
    const head =
      others.length > 1
        ? `It compiles, but ${others.length} things in it do not do what they seem to:`
        : 'It compiles, but one thing in it does not do what it seems to:';
    return paragraphs(head, others.map((bug) => sayBug(bug, code)).join('\n\n'), sayReadPart(diagnosis.linesRead));
  }
  if (code) {
    const clean = diagnosis.unjudged
      ? sayUnjudged(diagnosis.unjudged)
      : 'I compiled this code and checked it for the usual mistakes without running it: there is no syntax error and none of the usual slips, so the cause is in what it computes, or outside the part shown.';
    return paragraphs(
      clean,
      sayReadPart(diagnosis.linesRead),
      sayUnknown(diagnosis),
      saySymptoms(diagnosis) ?? FIRST_CHECKS,
      'Tell me the input you gave, what came out and what you expected (or paste the error message), and I can point at the line.',
    );
  }
  return paragraphs(saySymptoms(diagnosis) ?? FIRST_CHECKS, askFor(diagnosis));
}
