import type { Fleet } from './start-fleet.ts';

/** One part of the fleet that dies and comes back. */
export interface Fault {
  readonly name: string;
  kill(): Promise<unknown>;
  readonly goneMs: number;
  restart(): Promise<unknown>;
}

/** Long enough that requests fail and a breaker opens. */
const GONE_MS = 3_000;

export function listFaults({ agents, services, kafka, postgres }: Fleet): readonly Fault[] {
  const debug = agents.get('debug-agent');
  const subscriber = agents.get('progress-agent');
  const [first] = services;
  if (debug === undefined || subscriber === undefined || first === undefined) throw new TypeError('no such member');
  return [
    {
      name: 'a tutor',
      kill: () => debug.app.stop('SIGKILL'),
      goneMs: GONE_MS,
      restart: () => debug.restartApp(),
    },
    {
      name: 'the sidecar of a service',
      kill: () => first.sidecar.stop('SIGKILL'),
      goneMs: GONE_MS,
      restart: () => first.restartSidecar(),
    },
    {
      name: 'the subscriber, while it counts',
      kill: () => subscriber.app.stop('SIGKILL'),
      goneMs: GONE_MS,
      restart: () => subscriber.restartApp(),
    },
    {
      name: 'the sidecar of the subscriber',
      kill: () => subscriber.sidecar.stop('SIGKILL'),
      goneMs: GONE_MS,
      restart: () => subscriber.restartSidecar(),
    },
    { name: 'the broker', kill: kafka.kill, goneMs: GONE_MS, restart: kafka.restart },
    { name: 'the database', kill: postgres.kill, goneMs: GONE_MS, restart: postgres.restart },
    {
      name: 'a service',
      kill: () => first.app.stop({ signal: 'SIGKILL', keepData: true }),
      goneMs: GONE_MS,
      restart: () => first.restartApp(),
    },
  ];
}
