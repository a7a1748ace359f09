import type { Command } from 'commander';
import { dataDirOption } from './data-dir-option.ts';
import { attack, type Finding, openAttack } from './verify-security.ts';

interface VerifyOptions {
  readonly security?: boolean;
  readonly url?: string;
  readonly json?: boolean;
  readonly dataDir: string;
}

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description(
      'attack a service and say for each attack what was expected and what was seen; exit code 1 on any hole',
    )
    .requiredOption('--security', 'run the attacks: tokens, access, input, limits')
    .option('--url <url>', 'a running service on this machine (default: one of its own, gone afterwards)')
    .option('--json', 'print the findings as JSON')
    .addOption(dataDirOption())
    .action(async ({ url, json, dataDir }: VerifyOptions) => {
      const { target, close } = await openAttack(url, dataDir);
      try {
        const findings = await attack(target, (finding) => {
          if (json !== true) process.stdout.write(describe(finding));
        });
        const holes = findings.filter(({ holds }) => !holds);
        if (json === true) process.stdout.write(`${JSON.stringify(findings)}\n`);
        else process.stdout.write(`\n${findings.length} attacks on ${target.url}, ${holes.length} holes\n`);
        if (holes.length > 0) process.exitCode = 1;
      } finally {
        await close();
      }
    });
}

function describe({ source, attack: what, expected, seen, holds }: Finding): string {
  const head = `${holds ? 'holds' : 'HOLE '}  ${source.padEnd(20)} ${what}\n`;
  return `${head}       expected ${expected}\n       seen     ${seen}\n`;
}
