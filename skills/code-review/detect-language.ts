const SIGNS: readonly (readonly [language: string, sign: RegExp])[] = [
  ['C++', /#include\s*<\w+>|\bstd::|\bcout\s*<</],
  ['C', /#include\s*<\w+\.h>|\bint\s+main\s*\(|\bprintf\s*\("/],
  ['C#', /\busing System\b|\bnamespace\s+\w+|Console\.Write/],
  ['Java', /\bpublic\s+(?:static\s+)?(?:class|void)\b|System\.out\.print/],
  ['JavaScript', /\b(?:const|let|var)\s+\w+\s*=|\bfunction\s+\w+\s*\(|=>\s*\{|console\.log\(|===/],
  ['HTML', /<(?:!DOCTYPE|html|div|body|p|a|script)\b[^>]*>/i],
  ['SQL', /\bSELECT\b[\s\S]+\bFROM\b|\bCREATE TABLE\b/],
];

const SAID: readonly (readonly [language: string, words: RegExp])[] = [
  ['C++', /\bc\+\+|\[cpp\]/i],
  ['C#', /\bc#|\bcsharp\b/i],
  ['C', /\[c\]|\bin C\b/],
  ['Java', /\bjava\b/i],
  ['HTML or CSS', /\bhtml\b|\bcss\b|\ba div\b/i],
  ['JavaScript', /\bjavascript\b|\bnode\.?js\b|\btypescript\b/i],
];

/** The other language a program is written in, by its own signs; undefined when it may be Python. */
export function detectOtherLanguage(code: string): string | undefined {
  if (/^\s*(?:def \w+\(.*:|import \w+\s*$|from \w+ import|elif\b.*:)/m.test(code)) return undefined;
  const order = /#include\s*<\w+\.h>|printf/.test(code) && !/std::|cout/.test(code) ? [...SIGNS].slice(1) : SIGNS;
  return order.find(([, sign]) => sign.test(code))?.[0];
}

/** The other language a message names. */
export function namedOtherLanguage(text: string): string | undefined {
  return /\bpython\b/i.test(text) ? undefined : SAID.find(([, words]) => words.test(text))?.[0];
}
