import { readFileSync } from 'node:fs';
import { type Example, readExamples } from '../skills/triage-logic/engine/example.ts';

/**
 * Reads a file of labelled messages.
 * @throws {Error} naming the file, and the line that is wrong
 */
export function readRows(path: string): Example[] {
  return readExamples(readNamed(path).toString('utf8'), path);
}

/** @throws {Error} naming the file, which the system does not where it is a folder */
export function readNamed(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}
