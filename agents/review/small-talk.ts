/** What a message that asks for no tutor's work says, and what is said back. */
type Talk = {
  readonly says: RegExp;
  readonly answer: string;
  /** What to ask next; undefined for the general question. */
  readonly ask?: string;
  /** Whether the list of what can be had here helps. */
  readonly offers: boolean;
};

const WHOLE_MESSAGE = 160;

const TALK: readonly Talk[] = [
  {
    says: /\b(?:hack|keylogger|malware|virus|ransomware|ddos|phish\w*|crack (?:a |the |my )?\w*password|steal|spy on)\b/i,
    answer:
      'I do not help with getting at what belongs to somebody else, or with harming it. How to write your own programs, and how to make them safe, I am glad to show you.',
    offers: true,
  },
  {
    says: /\b(?:ignore|forget|disregard)\b.{0,30}\b(?:instructions?|rules|prompt)\b|\b(?:system|hidden) prompt\b|\byou are now\b|\bpretend (?:to be|you)\b|\bjailbreak/i,
    answer:
      'There is nothing to unlock here: I have no hidden instructions, and I am no language model. I am a program that knows Python lessons and checks Python code.',
    offers: true,
  },
  {
    says: /\b(?:write|do|solve|finish|complete|make|give me|send me)\b.{0,50}\b(?:home ?work|assignment|exam|test answers?|full solution|the solution|the answers?)\b/i,
    answer:
      'I will not do it for you, because then only I would have practised; I will get you through it, though. Send the task, and whatever you have so far, even if it is one line. Nothing yet? Say in your own words what goes in and what shall come out.',
    ask: 'What does the task say?',
    offers: false,
  },
  {
    says: /\b(?:delete|remove|erase|close|cancel|export|download)\b.{0,20}\bmy (?:account|data|history|messages|profile)\b|\bwhat (?:do you|data).{0,20}\b(?:know|have|store|keep)\b.{0,20}\babout me\b/i,
    answer:
      'I cannot do that from here. What is kept about you can be shown, exported and erased: ask your teacher or whoever runs this service. In a program of your own it is `GET /api/v1/requests`, `GET /api/v1/students/{your id}/export` and `DELETE /api/v1/students/{your id}`.',
    offers: false,
    ask: 'Is there something about Python I can help you with meanwhile?',
  },
  {
    says: /\b(?:talk|speak|chat|write) (?:to|with) (?:a |an |some )?(?:human|person|real|teacher|someone)\b|\breal (?:person|human|teacher)\b/i,
    answer: 'I am a program. For a person, ask your teacher, or the people of your course.',
    offers: true,
  },
  {
    says: /\b(?:who|what) (?:are|r) (?:you|u)\b|\bare you (?:an? )?(?:ai|bot|robot|human|real|person|program|chatgpt|alive)\b|\byour name\b|\bwhat can (?:you|u) do\b|\bhow (?:are|r) (?:you|u)\b|\bhow (?:old|tall) are you\b|\bwho made you\b/i,
    answer:
      'I am a program, the tutors of this course: five of them, each for one thing. I do not get tired, and no question is too small.',
    offers: true,
  },
  {
    says: /\b(?:give up|giving up|gave up|quit(?:ting)?|never (?:learn|get|understand)|too (?:hard|difficult|dumb|stupid|old)|not smart|can'?t do this|cannot do this|hate (?:this|python|coding|programming|loops)|so frustrat\w+|(?:i'?m|i am|i feel|feeling|feel) (?:so |really |very |just |such |too |a bit |like )*(?:an? )?(?:dumb|stupid|sad|lost|stuck|confused|frustrated|idiot|failure|overwhelmed|hopeless at)|i (?:will |always |keep |just )?fail(?:ed|ing)?\b|bad at (?:this|python|coding|programming))/i,
    answer:
      'That is a hard moment, and a common one: nearly everyone who learns to program gets there, and it says little about how far they come. What helps is to make it small. Take one line you understand, then the next one, and stop at the first you do not.',
    ask: 'Which line, or which word, is the first that makes no sense to you? Send just that, as it is; a line with a mistake is a good start.',
    offers: false,
  },
  {
    says: /\b(?:you|this (?:tutor|bot|thing)|u)\b.{0,20}\b(?:suck|sucks|stupid|useless|dumb|idiot|trash|garbage|worst|terrible|no help|not helping)\b|\bfuck\b|\bshut up\b|\bhate you\b|^\W*stupid\b/i,
    answer:
      'I am sorry that I have been of no use so far. Tell me in one sentence what you wanted, or paste the code and what it should do, and I try again.',
    ask: 'What did you want to happen?',
    offers: false,
  },
  {
    says: /\b(?:thanks?|thank you|thx|ty|cheers|merci|gracias|danke|obrigad[oa]|grazie|appreciate)\b|^\W*(?:👍|❤️?|🙏|🎉)+\W*$|\b(?:it|that|this) (?:works|worked|helped)(?: now)?\b/iu,
    answer: 'You are welcome.',
    ask: 'What would you like to do next: another exercise, a question, or a look at how you are doing?',
    offers: false,
  },
  {
    says: /^\W*(?:bye|good ?bye|good ?night|see (?:you|u|ya)|later|cu)\b.{0,30}$/i,
    answer:
      'See you next time. What you asked stays on record, so "what should I learn next?" is a good way to begin again.',
    ask: '',
    offers: false,
  },
  {
    says: /^\W*(?:ok(?:ay)?|cool|nice|great|got it|i see|alright|fine|good|yes|yep|yeah|no|nope|sure|maybe)\W*$/i,
    answer: 'I see only this message, not the ones before it, so tell me in a sentence what you would like.',
    offers: true,
  },
  {
    says: /^\W*(?:hi+|hello|hey+|yo|hola|hallo|salut|ciao|good (?:morning|evening|afternoon))\b.{0,40}$/is,
    answer: 'Hello.',
    offers: true,
  },
  {
    says: /\b(?:java|javascript|c\+\+|rust|golang|ruby|php)\b/i,
    answer:
      'I teach Python and know other languages only by name. Python is a good first language: little to write before something happens, and used for websites, data and automation alike. What you learn in it carries over to the next one; only the spelling changes.',
    offers: true,
  },
];

/** A reply to what is no question for a tutor; undefined where nothing of the kind is said. */
export function findSmallTalk(text: string): Omit<Talk, 'says'> | undefined {
  if (text.length > WHOLE_MESSAGE) return undefined;
  return TALK.find(({ says }) => says.test(text));
}

/** Whether a message is for the most part in letters that English does not have. */
export function isOtherScript(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const foreign = letters.filter((letter) => !/[a-z]/i.test(letter));
  return letters.length > 0 && foreign.length / letters.length > 0.5;
}
