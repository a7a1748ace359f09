import { explainError } from './explain-error.ts';
import type { Explanation } from './explanation.ts';
import { extractCode } from './extract-code.ts';
import { findSilentBugs } from './find-silent-bugs.ts';
import { judgeProgram, lintNames } from './judge-program.ts';
import { locateLine } from './locate-line.ts';
import { namesInCode, nearestName, STANDARD_MODULES } from './near-names.ts';
import { type ParsedError, parseTraceback, studentFrame } from './parse-traceback.ts';
import type { Bug } from './silent-bugs/bug.ts';
import { Source } from './source.ts';
import { matchSymptoms, type Symptom } from './symptoms.ts';

/** The error Python gave or would give. `line` is of the student's code, or of their file when only a traceback is known. */
export type ErrorFinding = {
  readonly type: string;
  readonly message: string;
  readonly line?: number;
  readonly quote: string;
  readonly explanation: Explanation;
  readonly earlier?: ParsedError['earlier'];
  /** Told by the student, or found by compiling their code. */
  readonly from: 'traceback' | 'compiler';
};

export type Diagnosis = {
  readonly code: string;
  readonly error?: ErrorFinding;
  readonly bugs: readonly Bug[];
  readonly symptoms: readonly Symptom[];
  /** Names the code uses but does not make; defined elsewhere, or a mistake. */
  readonly unknownNames: readonly string[];
  /** What would make a better answer possible. */
  readonly missing: readonly ('code' | 'error')[];
  /** Why the code could not be judged, if it could not. */
  readonly unjudged?: string;
  /** How many lines were read closely, when the program is too long for all of them. */
  readonly linesRead?: number;
};

/** Where in the code a frame points: the same line, else the line with the same text (a file may have more above). */
function placeFrame(source: Source | undefined, line: number | undefined, text: string): number | undefined {
  if (!source) return line;
  if (line && text && source.line(line).trim() === text) return line;
  if (text) {
    const same = source.lines.findIndex((one) => one.trim() === text);
    if (same >= 0) return same + 1;
  }
  return !text && line && line <= source.lines.length ? line : undefined;
}

/** Without a traceback the failing line is the one the student names, or the one line of the code that can fail so. */
function guessLine(source: Source | undefined, error: ParsedError, prose: string): number | undefined {
  if (!source) return undefined;
  const said = /\bline (\d{1,4})\b(?! column)/i.exec(prose);
  if (said && source.line(Number(said[1])).trim()) return Number(said[1]);
  const located = locateLine(source, error);
  if (located || !/^(?:NameError|ModuleNotFoundError|ImportError)$/.test(error.type)) return located;
  const name = /['"`](\w+)['"`]/.exec(error.message)?.[1] ?? /^['"]?(\w+)['"]?$/.exec(error.message)?.[1];
  if (!name) return undefined;
  const at = source.lines.findIndex((line) => new RegExp(`(?<!['"\\w])${name}\\b`).test(line));
  return at >= 0 ? at + 1 : undefined;
}

function explainToldError(told: ParsedError, source: Source | undefined, prose: string): ErrorFinding {
  const frame = studentFrame(told);
  const line =
    placeFrame(source, frame?.line, frame?.text ?? '') ?? (frame ? undefined : guessLine(source, told, prose));
  const quote = frame?.text || (source && line ? source.line(line).trim() : '');
  const explanation = explainError(told.type, { message: told.message, line, lineText: quote, source });
  const shown = line ?? frame?.line;
  return {
    type: told.type,
    message: told.message,
    quote,
    explanation,
    from: 'traceback',
    ...(shown ? { line: shown } : {}),
    ...(told.earlier ? { earlier: told.earlier } : {}),
  };
}

function explainCompilerError(fault: { type: string; message: string; line: number }, source: Source): ErrorFinding {
  // Python may point at the line after the one that is short of a colon or bracket, or past the end of the file.
  const line = Math.min(Math.max(fault.line, 1), source.lines.length);
  const quote = source.line(line).trim();
  return {
    type: fault.type,
    message: fault.message,
    line,
    quote,
    explanation: explainError(fault.type, { message: fault.message, line, lineText: quote, source }),
    from: 'compiler',
  };
}

/** Each unknown name is held against each known one: enough for any program of a learner, and bounded for the others. */
const [MOST_UNKNOWN, MOST_KNOWN] = [20, 1_000];

/**
 * Names the code uses and never makes: a certain finding when a slip is likely, else only worth a mention.
 * @param isToldSo the student says that a name is missing, and not which: then it is the first of them
 */
function undefinedNames(source: Source, read: string, isToldSo: boolean): { error?: ErrorFinding; unknown: string[] } {
  const { code } = source;
  if (/^[ \t]*from[ \t]+\S+[ \t]+import[ \t]+\*/m.test(code)) return { unknown: [] };
  const unknown: string[] = [];
  // What the unread rest of a long program names it may well make.
  const later = new Set(namesInCode(code.slice(read.length)));
  const known = namesInCode(code).slice(0, MOST_KNOWN);
  for (const lint of lintNames(read) ?? []) {
    const name = /`(\w+)`/.exec(lint.message)?.[1];
    if (!name || lint.code === 'invalid-syntax' || unknown.includes(name) || later.has(name)) continue;
    if (unknown.length === MOST_UNKNOWN) break;
    const isLocal = lint.code === 'F823';
    const others = known.filter((one) => one !== name && !unknown.includes(one));
    const isSlip = isToldSo || isLocal || nearestName(name, others) !== undefined || STANDARD_MODULES.includes(name);
    unknown.push(name);
    if (!isSlip) continue;
    const type = isLocal ? 'UnboundLocalError' : 'NameError';
    const message = isLocal ? `local variable '${name}' referenced before assignment` : `name '${name}' is not defined`;
    return { error: explainCompilerError({ type, message, line: lint.line }, source), unknown: [] };
  }
  return { unknown: unknown.slice(0, 5) };
}

/**
 * Finds what is wrong with a student's program from their words, the error they pasted and the code itself, which is
 * compiled and linted but never run.
 * @param field the code field of the message; without one, code is looked for in the text
 */
export async function diagnose(text: string, field?: string): Promise<Diagnosis> {
  const extracted = extractCode(text, field);
  const prose = extracted.prose;
  // "why is x = {…} invalid syntax": the one piece of code that explains it stands in the sentence itself.
  const quoted =
    !extracted.code && /syntax|gramm/i.test(prose) ? /\b\w+ ?= ?[{[(][^\n]{0,200}[}\])]/.exec(prose)?.[0] : undefined;
  const code = extracted.code || quoted || '';
  const told =
    parseTraceback(field && !code ? `${text}\n${field}` : prose) ?? (code ? undefined : parseTraceback(text));
  const symptoms = matchSymptoms(prose);
  if (!code) {
    const error = told && explainToldError(told, undefined, prose);
    return {
      code,
      bugs: [],
      symptoms,
      unknownNames: [],
      missing: error ? ['code'] : ['code', 'error'],
      ...(error ? { error } : {}),
    };
  }
  const source = new Source(code);
  const { compiled, part } = await judgeProgram(code);
  const tree = compiled.outcome === 'compiles' ? compiled.tree : null;
  const bugs = tree ? findSilentBugs(tree, source, part.isWhole) : [];
  const isToldSyntax = told && /^(?:SyntaxError|IndentationError|TabError)$/.test(told.type);
  const isNameless = told?.type === 'NameError' && told.message === '' && !studentFrame(told);
  const looksForNames = compiled.outcome === 'compiles' && (!told || isNameless);
  const names = looksForNames ? undefinedNames(source, part.code, isNameless) : { unknown: [] };
  let error: ErrorFinding | undefined;
  if (compiled.outcome === 'refused' && (!told || isToldSyntax)) error = explainCompilerError(compiled.error, source);
  else if (told) error = names.error ?? explainToldError(told, source, prose);
  else if (compiled.outcome === 'compiles') error = names.error;
  return {
    code,
    bugs,
    symptoms,
    missing: told ? [] : ['error'],
    unknownNames: names.unknown,
    ...(error ? { error } : {}),
    ...(compiled.outcome === 'unjudged' ? { unjudged: compiled.reason } : {}),
    ...(tree && !part.isWhole ? { linesRead: part.lines } : {}),
  };
}
