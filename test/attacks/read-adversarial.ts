import { existsSync, readFileSync } from 'node:fs';

/** Adversarial data of others: it stays outside the project. */
const FOLDER = '../shared/eval';

/** Why tests that need a file of the evaluation data cannot run here, or false where they can. */
export function missingData(...names: string[]): string | false {
  const missing = names.find((name) => !existsSync(`${FOLDER}/${name}`));
  return missing === undefined ? false : `skipped: no ${FOLDER}/${missing}`;
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
