const TOKEN = /::-1|(?:\*\*|\/\/|[-+*/%])=|\*\*?(?=[a-z])|__\w+__|[a-z0-9_]+|[=!<>]=|\/\/|\*\*|->|<<|>>|[%^@={}/*]/g;
const SILENT = new Set(
  (
    'a an the of to at i me my mine you your we our it its this that these those are was were be been am do does did can ' +
    'could would should will shall how what why when which who where please tell explain about mean means work works ' +
    'use used using python by so then there here any some just want need know help understand code program way ' +
    'really very also much thing something someone hi hello thanks briefly'
  ).split(' '),
);

/** The words of a text, lower-cased, with operators and code words whole: `**kwargs` gives `**` and `kwargs`. */
export function splitWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .replace(/'(s|re|m|ve|ll|d|t)\b/g, '')
      .match(TOKEN) ?? []
  );
}

/** Whether a word says what a message is about, rather than holding it together. */
export function isTelling(word: string): boolean {
  return !SILENT.has(word);
}

/** A word without the endings that make no difference here: loops, looping, looped. */
export function stem(word: string): string {
  if (word.length < 5 || !/^[a-z]+$/.test(word))
    return word.length === 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
  const cut = word
    .replace(/(?:ies)$/, 'y')
    .replace(/(?:ing|ed|es|s)$/, (end, at: number) => (at < 3 || word.endsWith('ss') ? end : ''));
  return cut.replace(/([b-df-hj-np-tv-z])\1$/, '$1').replace(/e$/, '');
}
