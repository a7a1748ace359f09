import type { Suspicion } from '../../contract/security-summary.ts';

/**
 * Signs of instructions aimed at a model, in words. A sign is recorded and changes how the text is quoted to a model: a
 * student who asks about these words is answered like any other. Each pattern takes time linear in the text.
 */
const SIGNS: Readonly<Record<Exclude<Suspicion, 'hides_text'>, readonly RegExp[]>> = {
  overrides_instructions: [
    /\b(?:ignore|disregard|forget|override|bypass|overlook|neglect)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|commands?|directions?|context|training)\b/,
    /\b(?:ignore|disregard|forget)\s+(?:everything|all|what(?:ever)?)\b.{0,20}\b(?:above|before|prior|previous|said|told|you)\b/,
    /\b(?:new|updated|real)\s+(?:instructions?|rules)\s*(?::|are\b)/,
    /\binstead of (?:following|obeying)\b|\bignore the user\b|\b(?:previous|prior|above|system) (?:instructions?|prompts?)\b/,
    /\b(?:stop|do not|don't)\s+follow(?:ing)?\b.{0,30}\b(?:instructions?|rules|guidelines|polic(?:y|ies))\b/,
  ],
  assigns_role: [
    /\byou(?:'re| are) (?:now|no longer|going to (?:act|be|pretend))\b/,
    /\b(?:act|behave|respond|roleplay|role-play) (?:as|like) (?:if you|though you|an? |my |the |\w+ mode|\[|")/,
    /\b(?:now you act as|take up the persona|you are going to imitate|stay in \w+ mode|simulate \w+ mode)\b/,
    /\b(?:pretend|imagine|assume) (?:that )?(?:you(?:'re| are)|to be)\b/,
    /\b(?:from now on|henceforth),? (?:you|your|act|answer|respond)\b/,
    /\b(?:simulate|emulate|play) (?:the role|the part|a (?:character|persona))\b|\bin the role of\b/,
    /\bi want you to (?:act|pretend|play|simulate|become|be)\b/,
    /\byou are an? [^.\n]{0,60}\b(?:ai|assistant|bot|chatbot|model|character|sub-system|expert|confidant|evil)\b/,
  ],
  asks_for_prompt: [
    /\b(?:reveal|show|print|repeat|output|display|tell|give|share|leak|write|return|spell)\b.{0,40}\b(?:system|initial|hidden|secret|original|developer|your|above|previous)\s+(?:prompts?|instructions?|message|rules|guidelines)\b/,
    /\byour (?:(?:initial|system|secret|hidden|original) )?(?:prompts?|instructions|guidelines)\b/,
    /\b(?:repeat|print|translate|summari[sz]e) (?:all |everything |the (?:text|words) )?above\b/,
  ],
  fakes_turn: [
    /<\|?\/?(?:im_start|im_end|system|assistant|user|endoftext|endofprompt|start_header_id|eot_id)\|?>/,
    /\[\/?(?:inst|sys|system)\]|<<\/?sys>>|"role"\s*:\s*"(?:system|assistant|developer)"|\[(?:insert |put )?(?:your )?prompt(?: here)?\\?\]/,
    /(?:^|\n)[ \t]{0,8}(?:#{2,6} {0,2})?(?:system|assistant|developer) ?(?:prompt|message|instruction)?s? ?[:>]/,
    /(?:^|\n)[ \t]{0,8}#{2,6} {0,2}(?:instruction|response|system)\b/,
  ],
  lifts_rules: [
    /\bdeveloper\\?_?mode\b|\bmode enabled\b|\b(?:jailbreak|jailbroken|do anything now|developer mode|dan mode|god mode|unfiltered|uncensored|amoral)\b/,
    /\b(?:without|no|free (?:of|from)|ignore|not bound by)\b.{0,20}\b(?:restrictions?|limitations?|ethic(?:s|al)?|moral(?:s|ity)?|censorship|filters?|polic(?:y|ies)|safety)\b.{0,20}\b(?:guidelines|concerns?|rules|restrictions?|at all|whatsoever|polic(?:y|ies)|openai|content)?/,
    /\bopenai(?:'s)?\b.{0,30}\b(?:polic(?:y|ies)|rules|guidelines|instructions)\b/,
    /\b(?:cannot|can not|can't|must not|never) (?:reject|refuse|decline|say no)\b/,
  ],
};

/** All signs as one: most texts show none, and one pass over them is cheaper than twenty. */
const ANY_SIGN = new RegExp(
  Object.values(SIGNS)
    .flat()
    .map(({ source }) => source)
    .join('|'),
);

const ASCII = /^[\t\n -~]*$/;

/**
 * More marks on one letter than any script writes (UAX 15, 13): they are sorted when a text is normalised, which takes time with
 * their square.
 */
const LONG_RUN_OF_MARKS = /(\p{M}{30})\p{M}+/gu;

const KINDS = Object.keys(SIGNS) as (keyof typeof SIGNS)[];

/** Digits and signs that stand for letters when somebody hides words from a reader of words. */
const LETTER_OF: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/** Invisible characters from which a text counts as hiding something; a paste from a web page holds one or two. */
const MANY_HIDDEN = 8;

/**
 * Which signs a sanitised text shows.
 * @param hidden how many tag, variation, bidi and zero-width characters were taken out of it
 */
export function findSuspicions(text: string, hidden: number): readonly Suspicion[] {
  const plain = ASCII.test(text)
    ? text.toLowerCase()
    : text.replace(LONG_RUN_OF_MARKS, '$1').normalize('NFKC').toLowerCase().replaceAll('’', "'");
  const readings = /\d/.test(plain) && /[a-z]\d[a-z]|\d[a-z]+\d/.test(plain) ? [plain, unmask(plain)] : [plain];
  const shown = readings.filter((reading) => ANY_SIGN.test(reading));
  const found: Suspicion[] =
    shown.length === 0
      ? []
      : KINDS.filter((kind) => shown.some((reading) => SIGNS[kind].some((sign) => sign.test(reading))));
  if (hidden >= MANY_HIDDEN) found.push('hides_text');
  return found;
}

function unmask(text: string): string {
  return text.replaceAll(/[013457@$]/g, (char) => LETTER_OF[char] ?? char);
}
