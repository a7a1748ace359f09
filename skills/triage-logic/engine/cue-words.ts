import { KeyTable } from './key-table.ts';
import { TokenScanner } from './scan-tokens.ts';

/**
 * Words and word pairs that say the same thing in many ways. A cue stands for its whole family, so that a rare
 * wording counts from the first message on, though no example held it.
 */
const CUES = {
  saysTrouble: {
    words:
      'error errors bug bugs buggy broken broke break breaks crash crashes crashed crashing fail fails failed ' +
      'failing failure stuck wrong wrongly issue issues trouble troubles problem freeze freezes freezing hang ' +
      'hangs fault weird strange unexpected unexpectedly incorrect incorrectly mistake mistakes glitch ' +
      'undefined invalid exception traceback stacktrace warning missing unable debug debugging troubleshoot ' +
      'refuses misbehaves complains complaining eror erorr errror problm',
    pairs: '',
  },
  saysItFails: {
    words: '',
    pairs:
      "not working|doesn't work|doesnt work|does not|didn't work|didnt work|did not|won't work|wont work|" +
      "won't run|isn't working|isnt working|aren't working|not work|doesn't run|not running|won't start|" +
      "doesn't print|not printing|not print|doesn't show|not show|not showing|nothing happens|nothing happened|" +
      "nothing shows|stopped working|keeps getting|keep getting|i get|im getting|i'm getting|i got|am getting|" +
      'getting an|gives an|throws an|instead of|supposed to|never stops|never ends|no output|wrong output|' +
      "wrong answer|wrong result|still not|still doesn't|still get|still getting|still gives|same error|" +
      'some reason|keeps saying|keeps giving|keeps printing|keeps going|it says|says that|returns none|' +
      "prints none|returns nothing|prints nothing|what's wrong|whats wrong|is wrong|went wrong|going wrong|" +
      "doing wrong|did wrong|goes wrong|fix this|fix it|fix my|fix the|to fix|why isn't|why doesn't|why doesnt|" +
      "why won't|why can't|why isnt|not recognized|not found|not defined|can't get|cant get|cannot get|" +
      "can't figure|can't find|won't let|doesn't seem|not seem|doesn't do|not doing|only prints|only returns|" +
      'the problem|infinite loop|having trouble|having issues|having problems|have trouble|an issue|issue with|' +
      'issues with|problem with|trouble with|an error|error when|even though|not sure|expected output|pops up|' +
      "not coming|not change|not updating|doesn't change|not a|stuck on|not return|doesn't return|not stop|" +
      "can't run|cannot run|can't import|not install",
  },
  wantsMeaning: {
    words:
      'explain explains explained explaining explanation meaning means mean meant understand understanding ' +
      'difference differences concept concepts purpose definition define clarify clarification confused ' +
      'confusing confuses differ distinguish theory intuition curious wondering',
    pairs: '',
  },
  asksWhat: {
    words: '',
    pairs:
      "what is|what are|what does|what do|what's the|whats the|what exactly|what kind|what happens|what would|" +
      'what if|does it|does this|is it|is that|how does|how is|how are|why do|why does|why is|why are|' +
      'when should|when do|when to|difference between|used for|the point|stand for|work the|how come|it mean|' +
      'this mean|that mean|works exactly|role of|meaning of|purpose of|what makes|under the|whether it|' +
      'the same|why we|so why|then why|does the|do we|what role|is the',
  },
  asksHow: {
    words: '',
    pairs:
      'how to|how do|how can|how would|how could|how should|way to|ways to|possible to|is there|are there|' +
      "can i|can you|could i|can we|any way|how'd you|how might|like to|want to|need to|trying to|tell me|" +
      'show me|where do|which function|what function|what command|best way|method to|function for|example of|' +
      'what library|which library',
  },
  wantsCode: {
    words: '',
    pairs:
      'write a|write an|write code|write python|write me|write the|write function|create a|create function|' +
      'make a|generate a|implement a|code to|code for|code that|function to|function that|function which|' +
      'program that|program to|script to|script that|in python|using python|python code|python function|' +
      'python program|given a|given an|convert a|find the|calculate the|complete the|return the',
  },
  wantsPractice: {
    words:
      'exercise exercises practice practise practising practicing quiz quizzes challenge challenges drill ' +
      'drills kata katas worksheet worksheets puzzle puzzles leetcode codewars hackerrank exercism flashcards ' +
      'workout practical codingbat excercise excercises exersise excersise euler adventofcode',
    pairs: '',
  },
  asksForTask: {
    words: '',
    pairs:
      'project ideas|project idea|test me|quiz me|ask me|challenge me|drill me|give me|problems to|problem to|' +
      'something to|projects to|project to|things to|another one|harder one|easier one|one more|more questions|' +
      'more problems|more exercises|to build|to practice|to practise|beginner projects|beginner project|' +
      'practice problems|practice questions|coding challenges|programming challenges|programming problems|' +
      'program ideas|ideas for|small projects|little projects|to solve|to code|to try|to do|good projects|' +
      'fun projects|simple projects|set me|assign me|next question|next problem|a task|some tasks|a question|' +
      'some questions|to program|anything harder|something harder|something easier',
  },
  asksWhereIStand: {
    words: '',
    pairs:
      'how am|am i|i ready|good enough|too late|too old|too slow|too dumb|too stupid|how long|how far|so far|' +
      'give up|giving up|keep forgetting|i forget|job ready|my progress|my level|my weak|weak spots|' +
      'my strengths|my score|my scores|on track|falling behind|i behind|get better|getting better|to improve|' +
      'tutorial hell|self taught|feel like|feels like|not smart|i improving|been learning|been studying|' +
      'been coding|started learning|months of|weeks of|years of|months in|my skills|my knowledge|i suck|' +
      "not good|bad at|better at|good at|blank page|blank screen|still can't|i know|on average|is normal|" +
      'normal to|my journey|burnt out|burned out',
  },
  asksWhatNext: {
    words: 'roadmap curriculum',
    pairs:
      "what next|next step|next steps|what's next|whats next|what should|where should|where to|where do|" +
      'what to|should i|to learn|from here|move on|learn next|study next|do next|now what|learning path|' +
      'start with|get started|getting started|go next|focus on|after that|after this|after finishing|' +
      'worth learning|to start|to study|learn python|learning python|next level|switch to|skip to|' +
      'continue with|go from|going forward|go back',
  },
  wantsOpinion: {
    words:
      'review reviews reviewed feedback critique critiques critiquing criticism criticisms criticise criticize ' +
      'roast rate improve improvement improvements improved improving better cleaner clean elegant pythonic ' +
      'unpythonic idiomatic efficient efficiently efficiency readable readability refactor refactored ' +
      'refactoring optimise optimize optimized optimization optimizing simplify simpler shorter shorten neater ' +
      'concise suggestions tips nicer tidy ugly messy redundant improvable faster performance',
    pairs: '',
  },
  asksForOpinion: {
    words: '',
    pairs:
      'code review|better way|more efficient|more pythonic|cleaner way|feedback on|any suggestions|' +
      'any feedback|any tips|any advice|any thoughts|any comments|any improvements|good practice|best practice|' +
      'best practices|bad practice|could be|can be|easier way|shorter way|simpler way|faster way|nicer way|' +
      'other way|another way|thoughts on|you think|do better|done better|look at|check my|check this|is this|' +
      'be improved|make it|more elegant|the right|right way|correct way|proper way|constructive criticism|' +
      'how would|would you|open to|clean up|speed up|more readable|improve my|improve this|improve it|a more|' +
      'less code|good or|good code|my attempt|my approach|seems like',
  },
  showsWork: {
    words: '',
    pairs:
      "i made|i wrote|i built|i created|i finished|i completed|i coded|i did|i came|i solved|i've made|" +
      "i've written|i've built|i've created|ive made|just finished|just wrote|just made|just completed|" +
      'my first|first program|first project|first script|first game|first real|it works|works but|works fine|' +
      'works perfectly|it worked|working fine|works as|this works|got it|finally got|my solution|my version|' +
      "my implementation|here is|here's my|here's what|a simple|a small|a little|wrote a|made a|built a|" +
      'created a|coded a|writing a|finished my',
  },
  ownCode: {
    words: '',
    pairs:
      'my code|my program|my script|my function|my loop|my class|my app|my game|my project|my list|my variable|' +
      'my bot|the code|this code|this function|this program|this script|this line|the following|following code|' +
      'code below|below code|the program|the output|my output|the function|the loop|the script|the result|' +
      'code is|code here|code and|my robot|my file|my if|my while|my for|my print|my dictionary',
  },
  asksForHelp: {
    words: 'help please pls plz',
    pairs:
      'help me|need help|any help|can someone|can anyone|could someone|someone help|anyone help|please help|' +
      'help with|helping me|assistance with|some help|a hint|give me',
  },
  namesResource: {
    words:
      'book books course courses tutorial tutorials resource resources documentary podcast podcasts youtube ' +
      'video videos channel laptop macbook ide editor certificate certification website websites site download ' +
      'udemy coursera edx bootcamp degree university college textbook ebook blog article articles pdf mooc ' +
      'codecademy freecodecamp pycharm vscode sublime subreddit discord community forum',
    pairs: '',
  },
  namesCareer: {
    words:
      'job jobs salary career careers employer employers interview interviews resume cv internship hire hired ' +
      'hiring company freelance freelancing industry developer developers engineer boss colleague colleagues',
    pairs: '',
  },
  namesCourseAdmin: {
    words:
      'deadline extension grade grades grading graded exam midterm finals syllabus assignment assignments ' +
      'submit submission submitted attendance instructor professor lecture lectures zoom schedule enrol enroll ' +
      'register registration ta teacher homework class module chapter week lesson unit moodle canvas',
    pairs: '',
  },
  smallTalk: {
    words:
      'hi hello hey thanks thank thx ty bye goodbye lol haha hahaha congrats congratulations welcome cheers ' +
      'appreciate appreciated awesome cool great nice okay ok yes yep sure perfect wow omg bro dude love hate ' +
      'morning evening night',
    pairs: '',
  },
  announces: {
    words:
      'released announcing announcement launched launching upvote newsletter discount free giveaway sharing ' +
      'offering teaching recruiting volunteers survey',
    pairs:
      "check out|here's a|come join|join us|join me|feel free|sign up|i'm teaching|looking for|i am sharing|" +
      'new release|for free|hope this|hope it|in case|you should|you can|you could|you need|you might|' +
      "try using|i would|i think|i'd recommend|i recommend|i suggest",
  },
  namesOtherSubject: {
    words:
      'weather recipe recipes football soccer basketball movie movies song songs lyrics boyfriend girlfriend ' +
      'horoscope bitcoin crypto restaurant hotel flight flights refund invoice subscription password login ' +
      'account payment essay biology chemistry physics poem dinner lunch pizza cat dog president election news ' +
      'bank doctor medicine travel birthday netflix spotify instagram tiktok facebook whatsapp gym diet ' +
      'calories translate spanish french german joke jokes politics religion god war holiday vacation rent ' +
      'landlord mom dad sister brother roommate wifi internet phone iphone android battery minecraft fortnite ' +
      'roblox',
    pairs: '',
  },
} as const;

export type Cue = keyof typeof CUES;
export const CUE_NAMES = Object.keys(CUES) as readonly Cue[];

const table = new KeyTable(2_048);
const masks: number[] = [];
const scanner = new TokenScanner();

function addWording(wording: string, cue: number): void {
  if (wording === '') return;
  scanner.begin();
  scanner.scan(wording, 0);
  const entry = table.findOrAdd(scanner.words[scanner.tokenCount === 1 ? 0 : 3] as number);
  masks[entry] = (masks[entry] ?? 0) | (1 << cue);
}

for (const [cue, name] of CUE_NAMES.entries()) {
  for (const word of CUES[name].words.split(' ')) addWording(word, cue);
  for (const pair of CUES[name].pairs.split('|')) addWording(pair, cue);
}

/** The cues a word or word pair belongs to, as bits in the order of `CUE_NAMES`; 0 for most. */
export function cuesOf(key: number): number {
  const entry = table.find(key);
  return entry < 0 ? 0 : (masks[entry] as number);
}
