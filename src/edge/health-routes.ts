import type { FastifyInstance } from 'fastify';
import type { LimitStore } from '../../contract/security-summary.ts';

export interface Health {
  /** Set once everything is open and the port is bound. */
  readonly isStarted: () => boolean;
  /** What is still awaited before requests should come; undefined when nothing is. */
  readonly wantsMore: () => Readonly<Record<string, unknown>> | undefined;
  /** Set at the first SIGTERM: requests in flight finish, no new ones should come. */
  readonly isDraining: () => boolean;
  /** Where limits are counted now. A Redis that is away is shown and makes nobody unready: memory stands in. */
  readonly limitStore: () => LimitStore;
  /** What else an operator should know although requests may come. */
  readonly detail: () => Readonly<Record<string, unknown>>;
}

/** What `/readyz` says. */
export function readinessOf({
  isDraining,
  isStarted,
  wantsMore,
}: Pick<Health, 'isDraining' | 'isStarted' | 'wantsMore'>) {
  if (isDraining()) return 'draining';
  return isStarted() && wantsMore() === undefined ? 'ready' : 'starting';
}

/** Probes: alive means that the process turns; ready means that requests should be sent here. */
export function addHealthRoutes(app: FastifyInstance, health: Health): void {
  const { isStarted, wantsMore, limitStore, detail } = health;
  const probe = (summary: string) => ({ schema: { summary, tags: ['platform'], security: [] } });
  app.get('/livez', probe('The process is alive'), async () => ({ status: 'alive' }));
  app.get('/startupz', probe('The service has started'), async (_request, reply) => {
    if (!isStarted()) reply.code(503);
    return { status: isStarted() ? 'started' : 'starting' };
  });
  app.get('/readyz', probe('The service wants requests'), async (_request, reply) => {
    const status = readinessOf(health);
    if (status !== 'ready') reply.code(503);
    return { status, ...wantsMore(), rate_limit: limitStore(), ...detail() };
  });
}
