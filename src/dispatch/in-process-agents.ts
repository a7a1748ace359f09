import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import type { AgentReply, AgentRequest, WatchedAnswer } from '../../contract/agent.ts';
import { AGENTS, type AgentId } from '../../contract/intents.ts';
import type { Span } from '../telemetry/span.ts';
import { type AgentClient, AgentFailure } from './agent-client.ts';
import { checkReply } from './check-reply.ts';

/** A tutor that needs more than this is broken, and its worker ends rather than the service. */
const MAX_WORKER_HEAP_MB = 256;
/** Room for what one message leaves behind; V8's own 48 MiB a worker would be filled before any is swept. */
const MAX_YOUNG_HEAP_MB = 8;
/**
 * Who shares a worker. Each stands alone, so that one that hangs holds up no other; but the two that read programs share
 * one, because the Python and the linter of another would weigh 200 MiB more, and both read in bounded time.
 */
const WORKERS: readonly (readonly AgentId[])[] = [
  ['debug-agent', 'review-agent'],
  ...AGENTS.filter((agent) => agent !== 'debug-agent' && agent !== 'review-agent').map((agent) => [agent]),
];
/** While Python reads one program in its own thread, the tutor's thread can write about another. */
const MESSAGES_AT_ONCE = 4;

/**
 * Python and the linter are WebAssembly. V8 would compile their hot functions a second time: twice as fast then, but it
 * weighs 130 MiB. These hold for the whole process, which has no other WebAssembly to run for long.
 */
const FRUGAL_WASM = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

type Pool = Piscina<AgentRequest, AgentReply | WatchedAnswer>;

/** What a worker runs for a request whose trace is recorded: it tells of its times, too. */
const WATCHED = 'answerWatched';

/** What a worker runs: the tutors' own code. */
const TUTORS = new URL('../../agents/shell/answer-in-worker.ts', import.meta.url);

/**
 * The five tutors in worker threads of this process. An attempt that is not back in time has its worker ended.
 * @param program the module a worker runs; its default export takes an AgentRequest and gives an AgentReply, and
 *   `answerWatched` a WatchedAnswer
 */
export function createInProcessAgents(program: URL = TUTORS): AgentClient {
  for (const flag of FRUGAL_WASM) setFlagsFromString(flag);
  const pools = new Map<AgentId, Pool>();
  for (const agents of WORKERS) {
    const pool = createPool(agents, program);
    for (const agent of agents) pools.set(agent, pool);
  }

  return {
    async ask(request, signal, span) {
      const pool = pools.get(request.agent);
      if (pool === undefined) throw new TypeError(`no pool for ${request.agent}`);
      return checkReply(await askWorker(pool, request, signal, span), request);
    },
    async close() {
      await Promise.all([...new Set(pools.values())].map((pool) => pool.destroy()));
    },
  };
}

/**
 * The worker's part of the trace is told by this thread, from the times that came with the answer: an exporter of its own
 * would weigh twenty megabytes in each worker. A worker that is ended has told nothing, and has no span.
 */
async function askWorker(pool: Pool, request: AgentRequest, signal: AbortSignal, span: Span | undefined) {
  if (span?.isRecorded !== true) return runInPool(pool, request, { signal });
  const { agent } = request;
  const answer = (await runInPool(pool, request, { signal, name: WATCHED })) as WatchedAnswer;
  const { result, startedAtMs, durationMs, threadId } = answer;
  const error = 'failure' in result ? 'failed' : undefined;
  const attributes = { 'learnflow.agent': agent, 'thread.id': threadId };
  span.record(`answer ${agent}`, 'internal', { startedAtMs, durationMs, attributes, error });
  if ('failure' in result) throw toFailure(agent, result.failure);
  return result.reply;
}

async function runInPool(pool: Pool, request: AgentRequest, options: { signal: AbortSignal; name?: string }) {
  try {
    return await pool.run(request, options);
  } catch (error) {
    if (options.signal.aborted) {
      throw new AgentFailure('timed_out', `${request.agent} did not answer in time`, {
        recoverable: true,
        cause: error,
      });
    }
    throw toFailure(request.agent, error instanceof Error ? error.message : String(error), error);
  }
}

function toFailure(agent: AgentId, why: string, cause?: unknown): AgentFailure {
  return new AgentFailure('failed', `${agent} failed: ${why}`, { recoverable: true, cause });
}

function createPool(agents: readonly AgentId[], program: URL): Pool {
  return new Piscina({
    filename: program.href,
    // It loads and warms them when it starts: the first student does not wait for their code.
    argv: [...agents],
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: MESSAGES_AT_ONCE,
    maxQueue: 1_024,
    // A tutor awaits its own imports: a worker blocked in Atomics.wait would never see them finish.
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: MAX_WORKER_HEAP_MB, maxYoungGenerationSizeMb: MAX_YOUNG_HEAP_MB },
  });
}
