/** What one pass over a text shows of code and punctuation in it. */
export interface CodeShape {
  lines: number;
  codeLines: number;
  indentedLines: number;
  /** Groups of three backticks. */
  fences: number;
  backticks: number;
  /** Opened minus closed, over all kinds of brackets. */
  openBrackets: number;
  questionMarks: number;
  exclamations: number;
  digits: number;
  /** Characters of scripts other than Latin. */
  beyondLatin: number;
  trailingDots: boolean;
  endsWithColon: boolean;
  /** The last character that is not white space, 0 where there is none. */
  lastVisible: number;
}

/** Every line that opens like a Python statement, or holds what prose does not. */
const STATEMENT =
  /^\s*(?:>>> |(?:def|class|import|from|elif|for|while|with|try|except|return|print|if|else)\b.*[:()=]|@\w|#\s|\w[\w.[\]'"]*\s*[-+*/]?=[^=]|\w[\w.]*\(.*\)\s*$|[)\]}]\s*$)/;

function isCodeLine(line: string): boolean {
  return line.length > 2 && line.length < 400 && STATEMENT.test(line);
}

const shape: CodeShape = {
  lines: 0,
  codeLines: 0,
  indentedLines: 0,
  fences: 0,
  backticks: 0,
  openBrackets: 0,
  questionMarks: 0,
  exclamations: 0,
  digits: 0,
  beyondLatin: 0,
  trailingDots: false,
  endsWithColon: false,
  lastVisible: 0,
};

/** Reads a text's shape. The object returned is the same one each time: read it before the next call. */
export function readCodeShape(text: string): CodeShape {
  let lines = 0;
  let codeLines = 0;
  let indentedLines = 0;
  let fences = 0;
  let backticks = 0;
  let openBrackets = 0;
  let questionMarks = 0;
  let exclamations = 0;
  let digits = 0;
  let beyondLatin = 0;
  let lineStart = 0;
  let mayBeCode = false;
  let lineHasText = false;
  let last = 0;
  let beforeLast = 0;
  const end = text.length;
  for (let at = 0; at <= end; at++) {
    const unit = at < end ? text.charCodeAt(at) : 10;
    if (unit === 10) {
      if (lineHasText) {
        lines++;
        const first = text.charCodeAt(lineStart);
        if (first === 9 || (first === 32 && text.startsWith('   ', lineStart))) indentedLines++;
        if (mayBeCode && isCodeLine(text.slice(lineStart, at))) codeLines++;
      }
      lineStart = at + 1;
      mayBeCode = false;
      lineHasText = false;
      continue;
    }
    if (unit <= 32) continue;
    lineHasText = true;
    beforeLast = last;
    last = unit;
    if (unit >= 97 && unit <= 122) continue;
    switch (unit) {
      case 40:
      case 91:
      case 123:
        openBrackets++;
        mayBeCode = true;
        break;
      case 41:
      case 93:
      case 125:
        openBrackets--;
        mayBeCode = true;
        break;
      case 58:
      case 61:
      case 62:
      case 64:
      case 35:
        mayBeCode = true;
        break;
      case 63:
        questionMarks++;
        break;
      case 33:
        exclamations++;
        break;
      case 96:
        backticks++;
        if (text.charCodeAt(at + 1) === 96 && text.charCodeAt(at + 2) === 96) {
          fences++;
          at += 2;
        }
        break;
      default:
        if (unit >= 48 && unit <= 57) digits++;
        else if (unit > 0x24f && (unit < 0x2000 || unit > 0x2bff)) beyondLatin++;
    }
  }
  shape.lines = lines;
  shape.codeLines = codeLines;
  shape.indentedLines = indentedLines;
  shape.fences = fences;
  shape.backticks = backticks;
  shape.openBrackets = openBrackets;
  shape.questionMarks = questionMarks;
  shape.exclamations = exclamations;
  shape.digits = digits;
  shape.beyondLatin = beyondLatin;
  shape.trailingDots = last === 46 && beforeLast === 46;
  shape.endsWithColon = last === 58;
  shape.lastVisible = last;
  return shape;
}
