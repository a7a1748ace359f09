import type { FastifyInstance, HTTPMethods } from 'fastify';
import { TriageError } from '../errors.ts';
import { ACCESS } from './access-table.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Answers 405 with `Allow` wherever an address exists and the method does not, instead of a 404 that misleads. */
export function refuseOtherMethods(app: FastifyInstance): void {
  const allowed = Map.groupBy(
    Object.keys(ACCESS).filter((key) => !key.includes(' /docs')),
    (key) => key.slice(key.indexOf(' ') + 1),
  );
  for (const [url, keys] of allowed) {
    const allow = keys.map((key) => key.slice(0, key.indexOf(' ')));
    if (allow.includes('GET')) allow.push('HEAD');
    app.route({
      method: METHODS.filter((method) => !allow.includes(String(method))),
      url,
      schema: { hide: true },
      config: { refusesMethod: true },
      handler: () => {
        throw new TriageError('METHOD_NOT_ALLOWED', `Allowed here: ${allow.join(', ')}.`, { allow });
      },
    });
  }
}
