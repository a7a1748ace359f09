import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TriageError } from '../errors.ts';
import { type Access, findAccess } from './access-table.ts';
import { type HasAddress, toLimitKey } from './address-list.ts';
import { HONEST_FAILURES } from './auth-failures.ts';
import { type Authenticate, type Caller, unauthenticated } from './authenticate.ts';
import type { Drain } from './drain.ts';
import { countHeader, dropIdentityHeaders, hasTokenInQuery } from './drop-identity-headers.ts';
import type { RequestLimits } from './request-limits.ts';

export interface Gate {
  readonly authenticate: Authenticate;
  readonly limits: Pick<RequestLimits, 'take'>;
  readonly isProxy: HasAddress;
  readonly isOverloaded: () => boolean;
  readonly drain: Pick<Drain, 'enter'>;
  /** Throws for who claims to be the sidecar and is not. */
  readonly checkSidecar?: ((request: IncomingMessage) => void) | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that exists only to say 405. */
    refusesMethod?: boolean;
    /** How many messages a valid body holds, where it is not one. Such a route is counted after its body is read. */
    countMessages?: (body: unknown) => number;
  }
}

/**
 * Puts the access table in front of every route registered afterwards: who is it, may they, and not too often.
 * @throws {Error} at registration, for a route the table does not know
 */
export function authorizeRoutes(app: FastifyInstance, gate: Gate): void {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method === 'OPTIONS' || route.config?.refusesMethod === true) continue;
      if (findAccess(method, route.url) === undefined) {
        throw new Error(`${method} ${route.url} is not in the access table`);
      }
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    gate.checkSidecar?.(request.raw);
    dropIdentityHeaders(request.raw, gate.isProxy(request.socket.remoteAddress ?? ''));
    const { url, config } = request.routeOptions;
    if (url === undefined || config.refusesMethod === true) return;
    const access = findAccess(request.method, url);
    if (access === 'anyone') return;
    reply.header('cache-control', 'no-store');
    const leave = gate.drain.enter();
    if (leave === undefined) throw new TriageError('OVERLOADED', 'The service is stopping.', { retryAfterSeconds: 1 });
    reply.raw.once('close', leave);
    if (gate.isOverloaded()) {
      throw new TriageError('OVERLOADED', 'The service has more to do than it can.', { retryAfterSeconds: 1 });
    }
    const caller = await identify(request, reply, gate);
    request.caller = caller;
    authorize(caller, access, request.params as { id?: string });
    if (config.countMessages !== undefined) return;
    const scope = access?.counts ?? 'reads';
    await gate.limits.take(scope, caller.studentId, 1, reply);
  });
  app.addHook('preHandler', async (request, reply) => {
    const { countMessages } = request.routeOptions.config;
    if (countMessages === undefined) return;
    await gate.limits.take('messages', callerOf(request).studentId, countMessages(request.body), reply);
  });
}

/**
 * Proves who sends a request. Failures count against their address; a good token passes whatever others did there, or one
 * attacker behind a school's router would lock out the school.
 */
async function identify(request: FastifyRequest, reply: FastifyReply, { authenticate, limits }: Gate): Promise<Caller> {
  try {
    if (countHeader(request.raw, 'authorization') > 1) throw unauthenticated('two_headers');
    if (hasTokenInQuery(request.query)) throw unauthenticated('in_query');
    return await authenticate(request.headers.authorization);
  } catch (error) {
    const failure = error instanceof TriageError ? error.facts.authFailure : undefined;
    if (failure !== undefined && !HONEST_FAILURES.has(failure)) {
      await limits.take('failed_authentication', toLimitKey(request.ip), 1, reply).catch((limited: TriageError) => {
        throw new TriageError(limited.code, limited.message, { ...limited.facts, authFailure: failure });
      });
    }
    throw error;
  }
}

function authorize(caller: Caller, access: Access | undefined, params: { readonly id?: string }): void {
  if (access === 'anyone') return;
  if (access === undefined || !access.roles.includes(caller.role)) {
    const wanted = access?.roles.join(' or ') ?? 'nobody';
    throw new TriageError('FORBIDDEN', `This is for ${wanted}; the token says ${caller.role}.`);
  }
  if (access.students === 'themselves' && caller.role === 'student') {
    if (params.id === caller.studentId) return;
    throw new TriageError('FORBIDDEN', 'A student may ask this for themselves only.');
  }
  if (access.permission !== undefined && !caller.permissions.includes(access.permission)) {
    throw new TriageError('FORBIDDEN', `This needs the permission "${access.permission}".`);
  }
}

/** The caller of a route that is not for anyone. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new TypeError('a route without identity asked for its caller');
  return request.caller;
}
