import type { AgentId } from '../contract/intents.ts';
import type { Config } from './config.ts';
import { parseDaprAddress } from './dapr/sidecar.ts';
import { parseAgentAddresses } from './dispatch/agent-addresses.ts';
import type { AgentClient } from './dispatch/agent-client.ts';
import { createDaprAgents } from './dispatch/dapr-agents.ts';
import { createHttpAgents } from './dispatch/http-agents.ts';
import { createInProcessAgents } from './dispatch/in-process-agents.ts';

/** The tutors as LEARNFLOW_AGENTS says they are reached, and where each is, as operators see it. */
export function openAgents(
  { agents, daprApiToken }: Pick<Config, 'agents' | 'daprApiToken'>,
  isPooling: () => boolean,
): { readonly client: AgentClient; readonly addressOf: (agent: AgentId) => string } {
  if (agents === 'in-process:') return { client: createInProcessAgents(), addressOf: () => 'in-process' };
  if (agents.startsWith('dapr:')) {
    const { origin } = parseDaprAddress(agents);
    const client = createDaprAgents({ origin, apiToken: daprApiToken }, isPooling);
    return { client, addressOf: (agent) => `${agents.replace(/\/$/, '')}/${agent}` };
  }
  const addresses = parseAgentAddresses(agents);
  return { client: createHttpAgents(addresses, isPooling), addressOf: (agent) => toShown(addresses[agent]) };
}

/** An address without what it may hold of a name and a password. */
function toShown(address: URL): string {
  const shown = new URL(address);
  shown.username = '';
  shown.password = '';
  return shown.href;
}
