import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { registerAgent } from './agent.ts';
import { registerAgents } from './agents.ts';
import { registerAsk } from './ask.ts';
import { registerAudit } from './audit.ts';
import { registerBackup } from './backup.ts';
import { registerClassify } from './classify.ts';
import { registerDeadLetters } from './dead-letters.ts';
import { registerDoctor } from './doctor.ts';
import { registerEvaluate } from './evaluate.ts';
import { registerFeedback } from './feedback.ts';
import { registerFlags } from './flags.ts';
import { registerMcp } from './mcp.ts';
import { registerMetrics } from './metrics.ts';
import { registerMigrate } from './migrate.ts';
import { registerModel } from './model.ts';
import { registerServe } from './serve.ts';
import { registerSkillLint } from './skill-lint.ts';
import { registerStore } from './store.ts';
import { registerToken } from './token.ts';
import { registerTokens } from './tokens.ts';
import { registerTrain } from './train.ts';
import { registerUp } from './up.ts';
import { registerVerify } from './verify.ts';

/** A subcommand adds itself to the program; its file is named after it. */
type Register = (program: Command) => void;

const COMMANDS: readonly Register[] = [
  registerServe,
  registerUp,
  registerAsk,
  registerClassify,
  registerToken,
  registerAgent,
  registerAgents,
  registerFlags,
  registerModel,
  registerTokens,
  registerDeadLetters,
  registerAudit,
  registerFeedback,
  registerMigrate,
  registerStore,
  registerBackup,
  registerDoctor,
  registerTrain,
  registerEvaluate,
  registerSkillLint,
  registerMcp,
  registerMetrics,
  registerVerify,
];

/** 128 and the number of SIGPIPE. */
const READER_LEFT = 141;

/**
 * Runs one command line.
 * @returns the exit code: 0, or 1 after an error was written to stderr
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command('learnflow')
    .description("Brings a Python student's message to the tutor that answers it.")
    .version(packageJson.version)
    .exitOverride();
  for (const register of COMMANDS) register(program);
  process.stdout.on('error', endWhenNobodyReads);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`learnflow: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** Who reads only the first lines (`| head`) has all they want. The exit code is a shell's for it: no success, and no crash. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(READER_LEFT);
}
