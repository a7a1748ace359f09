import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TriageError } from '../errors.ts';
import { type Access, findAccess } from './access-table.ts';
import type { Authenticate, Caller } from './authenticate.ts';

/**
 * Puts the access table in front of every route registered afterwards.
 * @throws {Error} at registration, for a route the table does not know
 */
export function authorizeRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method === 'OPTIONS' || route.config?.refusesMethod === true) continue;
      if (findAccess(method, route.url) === undefined) {
        throw new Error(`${method} ${route.url} is not in the access table`);
      }
    }
  });
  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    if (url === undefined || config.refusesMethod === true) return;
    const access = findAccess(request.method, url);
    if (access === 'anyone') return;
    request.caller = await authenticate(request.headers.authorization);
    authorize(request.caller, access, request.params as { id?: string });
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that exists only to say 405. */
    refusesMethod?: boolean;
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
