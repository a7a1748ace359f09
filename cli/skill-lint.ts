import type { Command } from 'commander';
import { countRichness, lintExamples } from '../skills/triage-logic/lint-examples.ts';
import { readShippedExamples } from '../skills/triage-logic/train-intents.ts';

function lint(options: { json?: boolean }): void {
  const examples = readShippedExamples();
  const findings = lintExamples(examples);
  const errors = findings.filter(({ isError }) => isError).length;
  if (options.json) {
    for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`);
  } else {
    for (const { kind, message } of findings) process.stdout.write(`${kind}: ${message}\n`);
    for (const { label, examples: count, voices, indirect } of countRichness(examples)) {
      const share = `${(100 * indirect).toFixed(1)} %`;
      process.stdout.write(
        `${label.padEnd(22)}${String(count).padStart(6)} examples in ${String(voices).padStart(3)} voices, ${share} indirect\n`,
      );
    }
    process.stdout.write(`${examples.length} examples: ${errors} to mend, ${findings.length - errors} to look at\n`);
  }
  if (errors > 0) process.exitCode = 1;
}

/** `learnflow skill lint`: looks for mistakes in the labelled examples. */
export function registerSkillLint(program: Command): void {
  const skill = program.command('skill').description('look after the triage skill');
  skill
    .command('lint')
    .description(
      'report duplicates, label conflicts, near-duplicates across intents, and thin labels in the examples, and how rich each is',
    )
    .option('--json', 'a line of JSON for each finding')
    .action(lint);
}
