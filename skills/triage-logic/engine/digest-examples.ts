import { createHash } from 'node:crypto';
import type { Example } from './example.ts';

/** SHA-256 of all that training reads of the examples, in their order. */
export function digestOf(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { text, label, split, code, previousIntent, writer } of examples) {
    hash.update(`${JSON.stringify([text, label, split ?? '', code ?? '', previousIntent ?? '', writer ?? ''])}\n`);
  }
  return hash.digest('hex');
}
