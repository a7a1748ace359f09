/** What kind of answer a question wants. */
export type QuestionForm = 'compare' | 'write-program' | 'how-to' | 'why' | 'read-code' | 'what';

const COMPARE =
  /\b(?:differen(?:ce|t|ces)|differ|vs\.?|versus|compared? (?:to|with)|distinguish|better to use|which (?:one|of|should)|when (?:do i|should i|to) use)\b/i;
const EITHER = /\bor\b/i;
const WRITE =
  /\b(?:write|create|make|implement|build|develop)\b[^.?!\n]{0,60}\b(?:function|program|script|method|code|class)\b|\b(?:write|implement)\b[^.?!\n]{0,20}\b(?:that|which|to)\b/i;
const HOW_TO =
  /\bhow (?:do|does|can|could|would|should|to)\b|\bis there (?:a|any|some)\b[^.?!\n]{0,40}\b(?:way|function|method)\b|\b(?:best|easiest|right) way\b|\bcan i\b|\bhow\b/i;
const READ =
  /\b(?:explain|understand|walk me through|what (?:does|do|is|happens)|why|how does|purpose|role|line|confus|mean|break down)\b/i;

export function recognise(query: string, hasCode: boolean): QuestionForm {
  const text = query.slice(0, 4_000);
  if (COMPARE.test(text) || (EITHER.test(text) && /\b(?:which|should i|better)\b/i.test(text))) return 'compare';
  if (WRITE.test(text) && !/\bhow (?:do|does|can|to|could|would)\b/i.test(text)) return 'write-program';
  if (hasCode && READ.test(text)) return 'read-code';
  if (/\bwhy\b|\breason\b/i.test(text)) return 'why';
  if (HOW_TO.test(text)) return 'how-to';
  return hasCode ? 'read-code' : 'what';
}

/** The program in the message: the code field, a fenced block, or lines that look like Python. */
export function takeCode(query: string, code: string | undefined): string {
  if (code !== undefined && code.trim() !== '') return code;
  const fenced = /```(?:\w*\n)?([\s\S]{1,20000}?)```/.exec(query)?.[1];
  if (fenced !== undefined) return fenced;
  const lines = query
    .split(/\r?\n/)
    .filter(
      (line) =>
        /^\s*(?:>>>|def \w+\(|class \w+.*:$|for .+ in .+:|while .+:|if .+:$|elif .+:$|else:$|print\(|import \w|from \w+ import|return\b|\w+(?:\.\w+|\[[^\]]*\])? ?[-+*/]?= ?\S|\w+(?:\.\w+)*\(.*\)$)/.test(
          line.slice(0, 200),
        ) && !line.includes('?'),
    );
  return lines.length > 0 ? lines.join('\n') : '';
}

/** A name out of a program we cannot see ("the print_cards function", "task 3"), or undefined. */
export function findUnseenName(query: string): string | undefined {
  const text = query.slice(0, 2_000);
  const named = /\b([a-z]+(?:_+[a-z0-9]+)+|[a-z]+[A-Z]\w*)\b(?:\(\))?/.exec(text)?.[1];
  const task = /\b(?:task|exercise|question|problem|number|step|test)[ -]?(\d{1,3})\b/i.exec(text)?.[0];
  const role =
    /\b(?:role of|variables?|function called|parameter|the) (?:variable |function )?[`"']?([a-z]\w{0,20})[`"']? (?:variables?|functions?|in (?:task|this|the code))/i.exec(
      text,
    )?.[1];
  const yours =
    /\b(?:your|this|the) (?:code|program|function|algorithm)\b|\b(?:did|do) you\b|\byou (?:put|wrote|used|did|set|made|added|implemented|calculated)\b/i.exec(
      text,
    )?.[0];
  return (
    named ??
    task ??
    (role && !/^(?:a|the|this|is|for|print|while|if|lambda|map|main|global|local|random|math)$/i.test(role)
      ? role
      : undefined) ??
    yours
  );
}
