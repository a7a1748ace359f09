import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDevelopmentIssuer } from '../../src/edge/development-issuer.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../start-postgres.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** What no id of ours holds, and some stores cannot: they would say that they are broken. */
const ODD_IDS = ['\0', 'a\0b', '\u202e', "'", ' ', '\n', '../../x', '\u{1f600}'];
/** Right by RFC 3339, and no moment to a clock of Unix time. */
const LEAP_SECOND = '1990-12-31T23:59:60Z';

const cursor = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url');

for (const store of ['sqlite', 'postgres'] as const) {
  describe(`odd values in front of ${store}`, { skip: store === 'postgres' && (missingPostgres() ?? false) }, () => {
    let postgres: TestPostgres | undefined;
    let service: TestService;
    let tokens: Record<'student' | 'operator', string>;
    let requestId: string;
    before(async () => {
      if (store === 'postgres') postgres = await startPostgres();
      service = await startService(postgres && { LEARNFLOW_STORE: await postgres.database('odd') });
      const issuer = await openDevelopmentIssuer(service.dataDir);
      const issue = (studentId: string, role: 'student' | 'operator') =>
        issuer.issue(
          { studentId, role, permissions: ['privacy'], audience: 'learnflow-triage', lifetimeSeconds: 600 },
          Date.now(),
        );
      tokens = { student: await issue('ada', 'student'), operator: await issue('root', 'operator') };
      const body = { query: 'what is a loop?' };
      requestId = (await call(service, '/api/v1/triage', { token: tokens.student, body })).json.request_id;
    });
    after(async () => {
      await service.stop();
      await postgres?.stop();
    });

    const ask = async (role: 'student' | 'operator', method: string, path: string, body?: unknown) =>
      (await call(service, path, { token: tokens[role], method, ...(body !== undefined && { body }) })).status;

    it('are refused wherever an id or a filter stands, and nothing is said of the store', async () => {
      for (const odd of ODD_IDS) {
        const id = encodeURIComponent(odd);
        const statuses = await Promise.all([
          ask('student', 'GET', `/api/v1/requests/${id}`),
          ask('student', 'POST', '/api/v1/feedback', { request_id: odd, helpful: true }),
          ask('student', 'GET', `/api/v1/requests?cursor=${cursor(0, odd)}`),
          ...[
            `/api/v1/requests?student_id=${id}`,
            `/api/v1/audit?student_id=${id}`,
            `/api/v1/audit?cursor=${cursor(0, odd)}`,
            `/api/v1/dead-letters?student_id=${id}`,
            `/api/v1/dead-letters?cursor=${cursor(0, odd)}`,
            `/api/v1/dead-letters/${id}`,
            `/api/v1/dead-letters/replays/${id}`,
            `/api/v1/feedback?cursor=${cursor(0, odd)}`,
            `/api/v1/flags?student=${id}`,
            `/api/v1/students/${id}/export`,
          ].map((path) => ask('operator', 'GET', path)),
          ask('operator', 'DELETE', `/api/v1/dead-letters/${id}`),
          ask('operator', 'DELETE', `/api/v1/students/${id}`),
          ask('operator', 'POST', `/api/v1/dead-letters/${id}/replay`),
          ask('operator', 'POST', '/api/v1/dead-letters/replay', { student_id: odd }),
          ask('operator', 'POST', `/api/v1/models/${id}/activate`, {}),
        ]);
        assert.deepEqual(new Set(statuses), new Set([400]), JSON.stringify(odd));
      }
    });

    it('are no moment in time', async () => {
      const filters = ['audit?from', 'audit?to', 'dead-letters?from', 'dead-letters?to'];
      for (const filter of filters) {
        assert.equal(await ask('operator', 'GET', `/api/v1/${filter}=${encodeURIComponent(LEAP_SECOND)}`), 400, filter);
      }
      assert.equal(await ask('operator', 'POST', '/api/v1/dead-letters/replay', { from: LEAP_SECOND }), 400);
      const late = { query: 'what is a loop?', timestamp: LEAP_SECOND };
      assert.equal(await ask('student', 'POST', '/api/v1/triage', late), 400);
    });

    it('are kept where a student may write them, with what the store cannot hold replaced', async () => {
      for (const comment of ODD_IDS) {
        const feedback = { request_id: requestId, helpful: true, comment };
        assert.equal(await ask('student', 'POST', '/api/v1/feedback', feedback), 201, JSON.stringify(comment));
      }
      for (const odd of ODD_IDS) {
        const body = { query: `what is ${odd} a loop?`, code: `x = "${odd}"` };
        assert.equal(await ask('student', 'POST', '/api/v1/triage', body), 200, JSON.stringify(odd));
      }
      assert.equal((await call(service, '/readyz')).json.store, undefined);
      const metrics = await (await fetch(service.metricsUrl)).text();
      assert.doesNotMatch(metrics, /learnflow_http_requests_total\{[^}]*status="5[^}]*\} [1-9]/);
    });
  });
}
