import { keepEnds } from './parse-traceback.ts';

/** The program in a message, and what the student said around it. */
export type Extracted = { readonly code: string; readonly prose: string };

const STATEMENT =
  /^(?:(?:async )?def \w*|class \w+[^:]*:\s*$|for .+ in\b|while\b.*[:(]|if .+:|elif\b.*|else\s*:|try\s*:|except\b.*:|finally\s*:|with .+:|import \w+(?:\.\w+)*(?: as \w+)?(?:\s*,\s*\w+)*\s*$|from [\w.]+ import\b|return\b.{0,60}$|raise \w+|print ?[("'f]|break\s*$|continue\s*$|pass\s*$|global \w+\s*$|@\w+|[A-Za-z_][\w.]*(?:\[[^\]]*\])*(?:\s*,\s*[A-Za-z_]\w*)*\s*(?:[-+*/%|&^]|\/\/|\*\*)?=(?!=)\s*\S|[A-Za-z_][\w.]*(?:\[[^\]]*\][\w.]*)*\(.*\)\s*$|[A-Za-z_]\w*\s*==\s*\S+$|if [^,.?!]*\bprint\b)/;
const TRACEBACK =
  /^[ \t]*(?:[|+][ \t]*)?(?:Traceback \(most recent call last\)|File ".*", line \d+|(?:\w+\.)*\w+(?:Error|Exception)\b\s*(?::|$))/m;
const SENTENCE = /^(?:[A-Z][a-z']+ [a-z']+ [a-z']+|I |I'm |Hi\b|Hey\b|Thanks|Please|What|Why|How|Can |Is |The )/;

function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

function dedent(lines: readonly string[]): string {
  const least = (some: readonly string[]) =>
    some.filter((line) => line.trim()).reduce((width, line) => Math.min(width, indentOf(line)), 999);
  const width = least(lines);
  const even = lines.map((line) => line.slice(width));
  const [first = '', ...rest] = even;
  // Pasting often drops the indent of the first line only.
  const isHeadless =
    indentOf(first) === 0 && !/[:([{,\\]\s*(?:#.*)?$/.test(first) && least(rest) > 0 && least(rest) < 999;
  return (isHeadless ? [first, ...rest.map((line) => line.slice(least(rest)))] : even).join('\n');
}

function tidy(code: string): string {
  return code.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd();
}

/** Undoes what forums and consoles do to pasted code: `>>> ` prompts, escaped brackets, non-breaking spaces. */
function unescapePaste(code: string): string {
  const plain = code.replace(/\u00a0/g, ' ').replace(/[\u200b\ufeff]/g, '');
  if (!/^>>> /m.test(plain)) return plain;
  const typed = plain.split('\n').filter((line) => /^(?:>>>|\.\.\.)(?: |$)/.test(line));
  return typed.map((line) => line.slice(4)).join('\n');
}

function fromFences(text: string): Extracted | undefined {
  const blocks: string[] = [];
  const prose = text.replace(
    /^[ ]{0,3}(`{3,12}|~{3,12})[^`\n]*\n([\s\S]*?)(?:^[ ]{0,3}\1`*[ \t]*$|$(?![\s\S]))/gm,
    (whole, _fence, body: string) => {
      if (TRACEBACK.test(body)) return whole;
      blocks.push(body);
      return '\n';
    },
  );
  const oneLine = blocks.length === 0 ? /```(?:python|py)?[ ]*([^`\n]{4,}?)```/.exec(text) : null;
  if (oneLine?.[1] !== undefined) return { code: tidy(oneLine[1]), prose: text.replace(oneLine[0], ' ') };
  const code = blocks.map(tidy).filter(Boolean).join('\n\n');
  return code ? { code, prose } : undefined;
}

function isCodeLine(line: string): boolean {
  const trimmed = line
    .trim()
    .slice(0, 300)
    .replace(/\\([_[\]*#])/g, '$1');
  return STATEMENT.test(trimmed) && !(SENTENCE.test(trimmed) && !/[=(:]/.test(trimmed.slice(-3)));
}

/** The run of lines that read as Python, including what lies between them when it is indented, blank or a comment. */
function fromLines(text: string): Extracted | undefined {
  const lines = text.split('\n').map((line) => (/^`[^`]+`\s*$/.test(line.trim()) ? line.trim().slice(1, -1) : line));
  const isTrace = markTraceLines(lines);
  let best: { start: number; end: number; count: number } | undefined;
  let run: { start: number; end: number; count: number } | undefined;
  let gap = 0;
  lines.forEach((line, index) => {
    const isCode = !isTrace[index] && isCodeLine(line);
    const joins =
      !isTrace[index] && (/^\s*$/.test(line) || /^(?: {2,}|\t)/.test(line) || /^\s*(?:#|["')\]}])/.test(line));
    if (isCode) {
      run ??= { start: index, end: index, count: 0 };
      run.end = index;
      run.count += 1;
      gap = 0;
    } else if (run) {
      if (joins && !/^\s*$/.test(line)) run.end = index;
      gap = joins && gap < 4 ? gap + (/^\s*$/.test(line) ? 1 : 0) : 9;
      if (gap >= 9) run = undefined;
    }
    if (run && (!best || run.count >= best.count)) best = { ...run };
  });
  if (!best) return undefined;
  const chosen = lines.slice(best.start, best.end + 1);
  const code = tidy(
    dedent(chosen)
      .replace(/\\([_[\]*#])/g, '$1')
      .replace(/ {2,}$/gm, ''),
  );
  const isLoneWord = best.count === 1 && !/[=(:]/.test(code);
  if (code.length < 5 || isLoneWord) return undefined;
  return { code, prose: [...lines.slice(0, best.start), ...lines.slice(best.end + 1)].join('\n') };
}

function markTraceLines(lines: readonly string[]): boolean[] {
  let isInside = false;
  return lines.map((line) => {
    if (/Traceback \(most recent call last\)|^\s*[|+]?\s*File ".*", line \d+/.test(line)) isInside = true;
    const isLast = /^\s*[|+E]?\s*(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Warning)\b\s*(?::|$)/.test(line);
    const marked = isInside || isLast;
    if (
      isLast ||
      (isInside && line.trim() !== '' && /^\S/.test(line) && !/^(?:Traceback|File|During|The above)/.test(line))
    )
      isInside = false;
    return marked;
  });
}

/**
 * Finds the student's program: the code field when it holds one, else fenced, indented or plainly pasted in the text.
 * Line numbers of everything said about it count from the first line of what is returned.
 */
export function extractCode(text: string, field = ''): Extracted {
  const normal = text.replace(/\r\n?/g, '\n');
  const given = field.replace(/\r\n?/g, '\n');
  if (given.trim()) {
    const fenced = /^\s*(?:`{3}|~{3})/.test(given) ? fromFences(given) : undefined;
    const isOnlyTrace = !fenced && /^\s*(?:Traceback \(most|File ".*", line \d+)/.test(given);
    if (isOnlyTrace) return { ...extractCode(normal), prose: `${keepEnds(given)}\n${normal}` };
    return { code: unescapePaste(fenced?.code ?? given.trimEnd()), prose: normal };
  }
  const found = fromFences(normal) ?? fromLines(normal);
  return found ? { code: unescapePaste(found.code), prose: found.prose } : { code: '', prose: normal };
}
