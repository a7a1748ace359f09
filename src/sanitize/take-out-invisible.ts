import { REMOVED_KINDS, type RemovedKind } from '../../contract/security-summary.ts';

export type Removed = Partial<Record<RemovedKind, number>>;

/** Everything that may have to go; what it is, and whether it means something where it stands, is decided one by one. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern is for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these is meant alone
  /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;

/** Nothing in such a text could have to go. */
const PLAIN = /^[\t\n\f -~]*$/;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const ZWNJ = '\u200C';
const ZWJ = '\u200D';

/** Scripts whose words are misspelt without joiners: Persian, Urdu, Uyghur, the scripts of India, Khmer, Mongolian … */
const JOINED_SCRIPT =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]$/u;
const PICTURE = /^\p{Extended_Pictographic}$/u;
/** What a picture may end in before a joiner, but for the sign that it is one: itself, a skin colour. */
const PICTURE_END = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u;
const PICTURE_SIGN = '\uFE0F';
/** What the sign "as a picture" or "as text" may follow: a picture, or the base of a keycap. */
const VARIED = /^[\p{Extended_Pictographic}\p{Emoji_Component}\p{Emoji}]$/u;
/** The three flags written with tags: England, Scotland, Wales. Any other run of tags is a text that nobody sees. */
const TAGGED_FLAG =
  /\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}/gu;

/**
 * Takes out of a text the characters that nobody sees, except where they carry meaning: joiners inside emoji and in
 * scripts that need them, the sign that makes a picture of a character, three flags. Adds up what was taken out, by kind.
 * @param kept kinds that stay
 */
export function takeOutInvisible(text: string, removed: Removed, kept: ReadonlySet<RemovedKind>): string {
  if (PLAIN.test(text)) return text;
  const add = (kind: RemovedKind) => {
    removed[kind] = (removed[kind] ?? 0) + 1;
    return '';
  };
  // First, or the halves of two characters would become a third once what lies between them is gone.
  let whole = text.isWellFormed() ? text : text.replace(LONE_SURROGATE, () => add('lone_surrogate'));
  whole = whole.replaceAll(/\r\n?/g, '\n');
  if (whole.search(INVISIBLE) === -1) return whole;
  const flags = new Set(
    [...whole.matchAll(TAGGED_FLAG)].flatMap(({ index }) => TAG_OFFSETS.map((offset) => index + offset)),
  );
  return whole.replace(INVISIBLE, (char, at: number) => {
    const kind = kindOf(char);
    return kept.has(kind) || hasMeaning(kind, char, whole, at, flags) ? char : add(kind);
  });
}

function kindOf(char: string): RemovedKind {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xe0000) return code <= 0xe007f ? 'tag' : 'variation';
  if (code >= 0xfe00 && code <= 0xfe0f) return 'variation';
  if (code < 0xad || code === 0x2028 || code === 0x2029 || (code >= 0xfff9 && code <= 0xfffb)) return 'control';
  if (code === 0x61c || code === 0x200e || code === 0x200f) return 'bidi';
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return 'bidi';
  return 'zero_width';
}

/** Where the six tags of a flag stand after its start, in UTF-16 units. */
const TAG_OFFSETS = [2, 4, 6, 8, 10, 12];

function hasMeaning(kind: RemovedKind, char: string, text: string, at: number, flags: ReadonlySet<number>): boolean {
  if (kind === 'tag') return flags.has(at);
  const before = charBefore(text, at);
  if (kind === 'variation') return (char === PICTURE_SIGN || char === '\uFE0E') && VARIED.test(before);
  if (char !== ZWJ && char !== ZWNJ) return false;
  if (JOINED_SCRIPT.test(before)) return true;
  if (char !== ZWJ || !PICTURE.test(charAfter(text, at))) return false;
  // The sign of a picture that goes itself leaves nothing to be joined.
  return before === PICTURE_SIGN ? VARIED.test(charBefore(text, at - 1)) : PICTURE_END.test(before);
}

function charBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.slice(Math.max(0, at - 1), at);
}

function charAfter(text: string, at: number): string {
  const code = text.codePointAt(at + 1);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** How many of the characters taken out could have carried a text that nobody sees. */
export function countHidden(removed: Removed): number {
  return REMOVED_KINDS.filter((kind) => kind !== 'control' && kind !== 'lone_surrogate').reduce(
    (sum, kind) => sum + (removed[kind] ?? 0),
    0,
  );
}
