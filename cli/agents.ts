import type { Command } from 'commander';
import type { Agents } from '../contract/agent-status.ts';
import { callService } from './call-service.ts';
import { findTarget, type ServiceOptions, withServiceOptions } from './find-service.ts';

export function registerAgents(program: Command): void {
  withServiceOptions(program.command('agents'))
    .description('show the tutors of the running service: how they are reached, their breakers, how busy they are')
    .option('--json', 'print the list as JSON')
    .action(async ({ json, ...options }: ServiceOptions & { json?: boolean }) => {
      const { dataDir } = options;
      const service = await findTarget(options);
      if (service === undefined) throw new Error(`no service runs on ${dataDir}: start one with "npm start"`);
      const operator = { student: 'operator', role: 'operator' } as const;
      const { agents } = await callService<Agents>(service, '/api/v1/agents', dataDir, operator);
      process.stdout.write(json === true ? `${JSON.stringify(agents)}\n` : describe(agents));
    });
}

function describe(agents: Agents['agents']): string {
  const rows = agents.map(({ agent, serves, breaker, active, max_active, waiting, max_waiting, reached }) =>
    [
      agent.padEnd(15),
      serves.padEnd(20),
      breaker.padEnd(10),
      `${active}/${max_active}`.padEnd(8),
      `${waiting}/${max_waiting}`.padEnd(8),
      reached,
    ].join(' '),
  );
  const head = [
    'tutor'.padEnd(15),
    'serves'.padEnd(20),
    'breaker'.padEnd(10),
    'busy'.padEnd(8),
    'waiting'.padEnd(8),
    'reached',
  ].join(' ');
  return `${[head, ...rows].join('\n')}\n`;
}
