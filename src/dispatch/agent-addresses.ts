import { AGENTS, type AgentId } from '../../contract/intents.ts';

export type AgentAddresses = Readonly<Record<AgentId, URL>>;

/**
 * Reads where the tutors are: one address with `{agent}` in it (`http://{agent}:8080`), or one for each
 * (`debug-agent=http://…,concepts-agent=http://…`). Ids come from the closed list alone, never from a message.
 * @throws {Error} that says what was wanted
 */
export function parseAgentAddresses(text: string): AgentAddresses {
  const named = text.includes('=') ? new Map(text.split(',').map(splitPair)) : undefined;
  const addresses = AGENTS.map((agent) => {
    const address = named === undefined ? text.replaceAll('{agent}', agent) : named.get(agent);
    const url = URL.parse(address ?? '');
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new Error(
        `wanted in-process:, or http://… with {agent} in it, or <agent>=http://… for each tutor (${agent} has none)`,
      );
    }
    return [agent, url] as const;
  });
  if (named === undefined && !text.includes('{agent}')) throw new Error('wanted {agent} in the address of the tutors');
  return Object.fromEntries(addresses) as AgentAddresses;
}

function splitPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}
