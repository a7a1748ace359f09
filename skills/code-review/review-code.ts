import type { SyntaxFault } from '../python-diagnosis/compile-python.ts';
import { explainError } from '../python-diagnosis/explain-error.ts';
import type { Explanation } from '../python-diagnosis/explanation.ts';
import { findSilentBugs } from '../python-diagnosis/find-silent-bugs.ts';
import { judgeProgram } from '../python-diagnosis/judge-program.ts';
import { MAX_UNCHECKED_CHARS } from '../python-diagnosis/lint-python.ts';
import { namesInCode, nearestName } from '../python-diagnosis/near-names.ts';
import { Source } from '../python-diagnosis/source.ts';
import { checkStructure } from './check-structure.ts';
import { detectOtherLanguage } from './detect-language.ts';
import { findStrengths } from './find-strengths.ts';
import type { Finding } from './finding.ts';
import { explainLints } from './lint-words.ts';

/** What a reviewer has to say of a program; findings are the most important first. */
export type Review =
  | {
      readonly outcome: 'reviewed';
      readonly findings: readonly Finding[];
      readonly strengths: readonly string[];
      readonly lines: number;
      /** How many lines were read, when the program is too long for all of them. */
      readonly linesRead?: number;
      readonly isPartial: boolean;
    }
  | {
      readonly outcome: 'does-not-parse';
      readonly error: SyntaxFault & { readonly quote: string; readonly explanation: Explanation };
      readonly isPython2: boolean;
    }
  | {
      readonly outcome: 'other-language';
      readonly language: string;
      readonly lines: number;
      readonly longestLine: number;
      readonly deepestIndent: number;
    }
  | { readonly outcome: 'unreadable'; readonly reason: string };

/** What the rest of a program may still make or use: said of its first part alone it would be a guess. */
const NEEDS_WHOLE_PROGRAM = ['F401', 'F821', 'no-functions'];

/** Slips whose repair is a line more, not another in the place of the one found. */
const ADDS = ['endless-loop', 'missing-return', 'never-called', 'return-in-loop'];

function describeOther(language: string, source: Source): Review {
  const indents = source.lines
    .filter((line) => line.trim())
    .map((line) => (/^[ \t]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length);
  return {
    outcome: 'other-language',
    language,
    lines: source.lines.filter((line) => line.trim()).length,
    longestLine: source.lines.reduce((most, line) => Math.max(most, line.length), 0),
    deepestIndent: indents.reduce((most, width) => Math.max(most, width), 0),
  };
}

/** Whether an undefined name is nearly one the program has: then it is a slip, not a name from outside the excerpt. */
function isSlip(title: string, code: string): boolean {
  const name = /`(\w+)`/.exec(title)?.[1] ?? '';
  return nearestName(name, namesInCode(code)) !== undefined;
}

function sortFindings(findings: readonly Finding[]): Finding[] {
  const sorted = [...findings].sort((left, right) => right.importance - left.importance || left.line - right.line);
  const isSaid = (one: Finding) =>
    ['S110', 'BLE001'].includes(one.id) && sorted.some((other) => other.id === 'E722' && other.line === one.line);
  return sorted.filter((one, index) => !isSaid(one) && sorted.findIndex((other) => other.id === one.id) === index);
}

/** Reviews a program without running it: compiled by CPython, linted by ruff, and read for its structure. */
export async function reviewCode(code: string): Promise<Review> {
  const source = new Source(code);
  const { compiled, part } = await judgeProgram(code);
  if (compiled.outcome === 'refused') {
    const language = detectOtherLanguage(code);
    if (language) return describeOther(language, source);
    const line = Math.min(Math.max(compiled.error.line, 1), source.lines.length);
    const quote = source.line(line).trim();
    const explanation = explainError(compiled.error.type, {
      message: compiled.error.message,
      line,
      lineText: quote,
      source,
    });
    const isPython2 = /^[ \t]*print\s+["'\w]|\braw_input\(|except \w+, \w+:/m.test(code);
    return { outcome: 'does-not-parse', error: { ...compiled.error, line, quote, explanation }, isPython2 };
  }
  const tree = compiled.outcome === 'compiles' ? compiled.tree : null;
  const isReadable = compiled.outcome === 'compiles' || code.length <= MAX_UNCHECKED_CHARS;
  const read = part.code && !part.isWhole ? new Source(part.code) : source;
  const lints = isReadable ? explainLints(read) : undefined;
  if (!lints && !tree)
    return { outcome: 'unreadable', reason: compiled.outcome === 'unjudged' ? compiled.reason : 'too-complex' };
  const isExcerpt = !/^[ \t]*(?:import|from)\s/m.test(code);
  const bugs = tree ? findSilentBugs(tree, source, part.isWhole) : [];
  const findings: Finding[] = [
    ...bugs.map(
      (bug): Finding => ({
        id: bug.id,
        line: bug.line,
        importance: bug.certain ? 3 : 2,
        title: bug.certain ? 'This does not do what it seems to' : 'Worth a second look',
        why: [bug.what, bug.why, ADDS.includes(bug.id) && bug.fix].filter(Boolean).join(' '),
        ...(ADDS.includes(bug.id) && bug.fixCode ? {} : { before: source.line(bug.fixLine ?? bug.line).trim() }),
        ...(bug.fixCode ? { after: bug.fixCode } : {}),
        topics: bug.topics,
      }),
    ),
    ...(lints ?? []).filter((lint) => !(lint.id === 'F821' && isExcerpt && !isSlip(lint.title, code))),
    ...(tree ? checkStructure(tree, read) : []),
  ].filter((finding) => part.isWhole || !NEEDS_WHOLE_PROGRAM.includes(finding.id));
  return {
    outcome: 'reviewed',
    findings: sortFindings(findings),
    strengths: tree ? findStrengths(tree, read) : [],
    lines: source.lines.filter((line) => line.trim()).length,
    isPartial: !tree || !lints,
    ...(tree && !part.isWhole ? { linesRead: part.lines } : {}),
  };
}
