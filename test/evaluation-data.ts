import { existsSync, readFileSync } from 'node:fs';
import { skipAloud } from './skip-aloud.ts';

/** Data of others, adversarial and real: it stays outside the project, beside the checkout. */
const FOLDER = '../shared/eval';

/** Real messages of learners, 655 of them. */
export const STUDENT_MESSAGES = 'student-dev.jsonl';

/**
 * Why tests that need a file of the evaluation data cannot run here, or false where they can. A checkout that stands alone
 * has none of it.
 * @throws {Error} where everything is required, and of the data that is here a file is missing
 */
export function missingData(...names: string[]): string | false {
  const missing = names.find((name) => !existsSync(`${FOLDER}/${name}`));
  return missing === undefined ? false : skipAloud(`no ${FOLDER}/${missing}`, existsSync(FOLDER));
}

export function readData<Row>(name: string): Row[] {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
  return name.endsWith('.json') ? JSON.parse(text) : readLines(text);
}

export function readLines<Row>(text: string): Row[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}
