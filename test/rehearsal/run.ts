import { globSync } from 'node:fs';
import { runAndCount } from '../run-and-count.ts';

// `npm run rehearse`: breaks what runbooks speak of, follows their commands, sees it recover; rolls back under load; and
// types every command of every runbook once. Skips nothing, and closes with a line `N passed, N failed`.
const wanted = process.argv.slice(2);
/** What takes longest begins first, so that the end is not spent waiting for it. */
const LONG = ['tutors', 'access', 'journal', 'aging'].map((name) => `test/rehearsal/${name}.rehearsal.ts`);
const all = new Set([...LONG, ...globSync('test/rehearsal/*.rehearsal.ts').sort()]);
// Most of the time alerts are waited for.
await runAndCount(wanted.length > 0 ? wanted : [...all], 5);
