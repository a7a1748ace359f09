import { accessSync, constants, existsSync } from 'node:fs';
import type { Command } from 'commander';
import { loadTutor } from '../agents/shell/load-tutor.ts';
import { AGENTS } from '../contract/intents.ts';
import { loadShippedModel } from '../skills/triage-logic/shipped-model.ts';
import { type Config, ConfigError, readConfig, SETTINGS } from '../src/config.ts';
import { toStoreAddress } from '../src/open-journal.ts';
import { dataDirOption } from './data-dir-option.ts';
import { findService } from './find-service.ts';
import { WANTED_NODE_MAJOR } from './require-node.js';

/** One thing looked at: how it is, and where it is wrong, how to mend it. */
export interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'note' | 'wrong';
  readonly seen: string;
  readonly remedy?: string;
}

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is configured, what is reachable, what is missing, and how to fix it')
    .option('--json', 'print the findings as JSON')
    .addOption(dataDirOption())
    .action(async ({ dataDir, json }: { dataDir: string; json?: boolean }) => {
      const findings = await examine(dataDir);
      process.stdout.write(json === true ? `${JSON.stringify(findings)}\n` : describe(findings));
      if (findings.some(({ state }) => state === 'wrong')) process.exitCode = 1;
    });
}

async function examine(dataDir: string): Promise<Finding[]> {
  const findings: Finding[] = [
    { subject: 'node', state: 'ok', seen: `${process.versions.node} (wanted ${WANTED_NODE_MAJOR} or newer)` },
  ];
  let config: Config | undefined;
  try {
    config = readConfig(process.env, { dataDir });
    for (const [key, { env, purpose }] of Object.entries(SETTINGS)) {
      if (process.env[env] !== undefined)
        findings.push({ subject: key, state: 'ok', seen: `set by ${env}: ${purpose}` });
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const mistake of error.mistakes) {
      findings.push({ subject: 'settings', state: 'wrong', seen: mistake, remedy: 'correct or unset that variable' });
    }
  }
  findings.push(examineFolder(dataDir));
  if (config !== undefined) {
    const { examineStore } = await import('./examine-store.ts');
    findings.push(await examineStore(toStoreAddress(config)));
  }
  findings.push(examineModel(), await examineTutors());
  const service = await findService(dataDir);
  findings.push(
    service === undefined
      ? { subject: 'service', state: 'note', seen: 'none runs on this data folder', remedy: 'npm start' }
      : { subject: 'service', state: 'ok', seen: `${service.version} at ${service.url}, process ${service.pid}` },
  );
  return findings;
}

function examineFolder(dataDir: string): Finding {
  const subject = 'data folder';
  if (!existsSync(dataDir))
    return { subject, state: 'note', seen: `${dataDir} does not exist yet: the first start makes it` };
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK);
    return { subject, state: 'ok', seen: `${dataDir} can be written` };
  } catch {
    const remedy = `give this user the right to write ${dataDir}, or choose another with --data-dir`;
    return { subject, state: 'wrong', seen: `${dataDir} cannot be written`, remedy };
  }
}

function examineModel(): Finding {
  try {
    loadShippedModel();
    return { subject: 'model', state: 'ok', seen: 'the shipped model loads' };
  } catch (error) {
    return { subject: 'model', state: 'wrong', seen: (error as Error).message, remedy: 'npx learnflow train' };
  }
}

async function examineTutors(): Promise<Finding> {
  const loaded = await Promise.allSettled(AGENTS.map(loadTutor));
  const broken = AGENTS.filter((_agent, index) => loaded[index]?.status === 'rejected');
  if (broken.length === 0) return { subject: 'tutors', state: 'ok', seen: `${AGENTS.join(', ')} load` };
  return { subject: 'tutors', state: 'wrong', seen: `cannot be loaded: ${broken.join(', ')}`, remedy: 'npm ci' };
}

function describe(findings: readonly Finding[]): string {
  const mark = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' };
  const lines = findings.map(({ subject, state, seen, remedy }) => {
    const fix = remedy === undefined ? '' : `\n        fix: ${remedy}`;
    return `${mark[state]}  ${subject}: ${seen}${fix}`;
  });
  return `${lines.join('\n')}\n`;
}
