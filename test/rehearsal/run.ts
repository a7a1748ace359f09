import { globSync } from 'node:fs';
import { runAndCount } from '../run-and-count.ts';

// `npm run rehearse`: breaks what runbooks speak of, follows their commands, sees it recover; rolls back under load; and
// types every command of every runbook once. Skips nothing, and closes with a line `N passed, N failed`.
const wanted = process.argv.slice(2);
// The longest stands last in the alphabet and should begin first.
const all = globSync('test/rehearsal/*.rehearsal.ts').sort().reverse();
// Most of the time alerts are waited for.
await runAndCount(wanted.length > 0 ? wanted : all, 3);
