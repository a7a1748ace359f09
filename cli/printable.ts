// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern is for
const COMMANDS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of others for a terminal: whatever would move the cursor, colour, ring or turn the reading direction is shown as
 * `\u{1b}` instead. A tutor's reply quotes what a student wrote.
 */
export function toPrintable(text: string): string {
  return text.replace(COMMANDS, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}
