import { Piscina } from 'piscina';
import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import { AGENTS, type AgentId } from '../../contract/intents.ts';
import { type AgentClient, AgentFailure } from './agent-client.ts';
import { checkReply } from './check-reply.ts';

/** A tutor that needs more than this is broken, and its worker ends rather than the service. */
const MAX_WORKER_HEAP_MB = 256;
/** Asked once of each tutor at start, so that the first student does not wait for its code to load. */
const WARM_UP_QUERY = 'NameError: name x is not defined';

/**
 * The five tutors in worker threads of this process, each in a pool of its own, so that one that hangs holds up no other.
 * An attempt that is not back in time has its worker ended.
 */
export function createInProcessAgents(): AgentClient {
  const pools = new Map<AgentId, Piscina<AgentRequest, AgentReply>>();
  for (const agent of AGENTS) pools.set(agent, createPool(agent));

  return {
    async ask(request, signal) {
      const pool = pools.get(request.agent);
      if (pool === undefined) throw new TypeError(`no pool for ${request.agent}`);
      return checkReply(await runInPool(pool, request, signal), request);
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

async function runInPool(pool: Piscina<AgentRequest, AgentReply>, request: AgentRequest, signal: AbortSignal) {
  try {
    return await pool.run(request, { signal });
  } catch (error) {
    if (signal.aborted) {
      throw new AgentFailure('timed_out', `${request.agent} did not answer in time`, {
        recoverable: true,
        cause: error,
      });
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new AgentFailure('failed', `${request.agent} failed: ${why}`, { recoverable: true, cause: error });
  }
}

function createPool(agent: AgentId): Piscina<AgentRequest, AgentReply> {
  const pool = new Piscina<AgentRequest, AgentReply>({
    filename: new URL('../../agents/shell/answer-in-worker.ts', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    maxQueue: 1_024,
    // A tutor awaits its own imports: a worker blocked in Atomics.wait would never see them finish.
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: MAX_WORKER_HEAP_MB },
  });
  pool
    .run({ request_id: 'warm-up', agent, intent: 'syntax_help', query: WARM_UP_QUERY })
    // A tutor that cannot load says so again, to someone who is listening, at the first real question.
    .catch(() => undefined);
  return pool;
}
