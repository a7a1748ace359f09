import { readFileSync } from 'node:fs';
import { reviewCode } from '../review-code.ts';

// review.ts [CODE_FILE]: a Python program from the file or stdin, the review as JSON on stdout.
process.stdout.write(`${JSON.stringify(await reviewCode(readFileSync(process.argv[2] ?? 0, 'utf8')), null, 2)}\n`);
