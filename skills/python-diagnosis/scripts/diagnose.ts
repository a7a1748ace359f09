import { readFileSync } from 'node:fs';
import { diagnose } from '../diagnose.ts';

// diagnose.ts [CODE_FILE]: the message (an error, a traceback, a question) on stdin, the diagnosis as JSON on stdout.
const file = process.argv[2];
const message = process.stdin.isTTY ? '' : readFileSync(0, 'utf8');
process.stdout.write(`${JSON.stringify(await diagnose(message, file && readFileSync(file, 'utf8')), null, 2)}\n`);
