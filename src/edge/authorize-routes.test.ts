import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fastify from 'fastify';
import { authorizeRoutes } from './authorize-routes.ts';
import { createDrain } from './drain.ts';
import { toTriageError } from './error-response.ts';

function open(caller: { role: 'student' | 'teacher' | 'operator' }) {
  const app = fastify();
  app.decorateRequest('caller', undefined);
  authorizeRoutes(app, {
    authenticate: async () => ({ studentId: 'ada', permissions: [], ...caller }),
    limits: { take: async () => undefined },
    isProxy: () => false,
    isOverloaded: () => false,
    drain: createDrain(),
  });
  app.setErrorHandler((error, _request, reply) => reply.code(400).send({ code: toTriageError(error).code }));
  return app;
}

describe('authorizeRoutes', () => {
  it('refuses to register a route the access table does not know', () => {
    const app = open({ role: 'student' });
    assert.throws(() => app.get('/api/v1/secrets', async () => 'all of them'), /not in the access table/);
  });

  it('lets the roles of the table through and nobody else', async () => {
    for (const [role, wanted] of [
      ['student', 'asked'],
      ['teacher', { code: 'FORBIDDEN' }],
      ['operator', { code: 'FORBIDDEN' }],
    ] as const) {
      const app = open({ role });
      app.post('/api/v1/triage', async () => 'asked');
      const { body } = await app.inject({ method: 'POST', url: '/api/v1/triage' });
      assert.deepEqual(typeof wanted === 'string' ? body : JSON.parse(body), wanted);
    }
  });
});
