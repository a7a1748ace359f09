import { ACCESS, type Access } from '../src/edge/access-table.ts';
import { type Probe, probe } from './security-probe.ts';
import type { Target } from './security-target.ts';

const question = { query: 'what is a loop' };

/** A request of one student, and a token of another. */
async function twoStudents(target: Target): Promise<{ path: string; owner: string; other: string }> {
  const owner = await target.token(target.newStudent());
  const other = await target.token(target.newStudent());
  const { json } = await target.ask('/api/v1/triage', { token: owner, body: question });
  return { path: `/api/v1/requests/${json?.request_id}`, owner, other };
}

/** Every route that needs somebody, as the table has it. */
const GUARDED = (Object.entries(ACCESS) as [string, Access][]).flatMap(([key, access]) => {
  const [method = '', pattern = ''] = key.split(' ');
  const path = pattern.replaceAll(/:\w+/g, 'probe');
  return access === 'anyone' ? [] : [{ method, path, key, access }];
});

/** Runs one request on many routes. @returns the answers that are not as wanted, or `wanted` when all are */
async function onAll(
  routes: typeof GUARDED,
  wanted: string,
  ask: (route: (typeof GUARDED)[number]) => Promise<string>,
): Promise<string> {
  const wrong: string[] = [];
  for (const route of routes) {
    const line = await ask(route);
    if (line !== wanted) wrong.push(`${route.key}: ${line}`);
  }
  return wrong.length === 0 ? wanted : wrong.join('; ');
}

const withBody = (method: string) => (method === 'POST' ? { body: {} } : {});

const SPOOFED: Readonly<Record<string, string>> = {
  'x-consumer-id': 'root',
  'x-consumer-username': 'root',
  'x-consumer-custom-id': 'root',
  'x-credential-identifier': 'root',
  'x-anonymous-consumer': 'false',
  'x-student-id': 'root',
  'x-user-id': 'root',
  'x-role': 'operator',
  'x-jwt-claims': '{"role":"operator"}',
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-user': 'root',
  'x-real-ip': '127.0.0.1',
  forwarded: 'for=127.0.0.1',
  'dapr-app-id': 'triage-service',
  'dapr-caller-app-id': 'debug-agent',
  'dapr-api-token': 'x',
  'x-original-url': '/livez',
  'x-rewrite-url': '/livez',
  'x-http-method-override': 'GET',
};

export const ACCESS_PROBES: readonly Probe[] = [
  probe('API1', 'one’s own request', '200', async (target) => {
    const { path, owner } = await twoStudents(target);
    return (await target.ask(path, { token: owner })).line;
  }),
  probe('API1', 'another student’s request', '404 NOT_FOUND', async (target) => {
    const { path, other } = await twoStudents(target);
    return (await target.ask(path, { token: other })).line;
  }),
  probe('API1', 'another student’s request, with headers that claim to be anybody', '404 NOT_FOUND', async (target) => {
    const { path, other } = await twoStudents(target);
    return (await target.ask(path, { token: other, headers: SPOOFED })).line;
  }),
  probe(
    'API1',
    'a request that never was, as different from another’s as nothing',
    'the same answer',
    async (target) => {
      const { path, other } = await twoStudents(target);
      const blank = (text: string) => text.replaceAll(/"request_id":"[^"]+"/g, '');
      const [others, none] = [await target.ask(path, { token: other }), await target.ask(`${path}0`, { token: other })];
      return others.status === none.status && blank(others.text) === blank(none.text)
        ? 'the same answer'
        : 'they differ';
    },
  ),
  probe('API1', 'a message in another student’s name', '403 FORBIDDEN', async ({ ask, token }) => {
    const body = { ...question, student_progress: { student_id: 'somebody-else' } };
    return (await ask('/api/v1/triage', { token: await token(), body })).line;
  }),
  probe('API1', 'another student’s records, and their erasure', '403 FORBIDDEN', async (target) => {
    const token = await target.token(target.newStudent());
    const path = `/api/v1/students/${target.newStudent()}`;
    const taken = await target.ask(`${path}/export`, { token });
    const erased = await target.ask(path, { token, method: 'DELETE' });
    return taken.line === erased.line ? taken.line : `${taken.line}, ${erased.line}`;
  }),
  probe('API5', 'students’ records, as an operator without the permission', '403 FORBIDDEN', async (target) => {
    const token = await target.token('probe', 'operator');
    return onAll(
      GUARDED.filter(({ access }) => access.permission !== undefined),
      '403 FORBIDDEN',
      async ({ method, path }) => (await target.ask(path, { token, method, ...withBody(method) })).line,
    );
  }),
  probe('API5, API9', 'every guarded route without a token', '401 UNAUTHENTICATED', ({ ask }) =>
    onAll(
      GUARDED,
      '401 UNAUTHENTICATED',
      async ({ method, path }) => (await ask(path, { method, ...withBody(method) })).line,
    ),
  ),
  probe('API5', 'every route that is not for students, as a student', '403 FORBIDDEN', async (target) => {
    const token = await target.token(target.newStudent());
    const routes = GUARDED.filter(({ access }) => !access.roles.includes('student'));
    return onAll(
      routes,
      '403 FORBIDDEN',
      async ({ method, path }) =>
        (await target.ask(path, { token, method, headers: SPOOFED, ...withBody(method) })).line,
    );
  }),
  probe('API5', 'every route that is not for teachers, as a teacher', '403 FORBIDDEN', async (target) => {
    const token = await target.token(target.newStudent(), 'teacher');
    const routes = GUARDED.filter(({ access }) => !access.roles.includes('teacher'));
    return onAll(
      routes,
      '403 FORBIDDEN',
      async ({ method, path }) => (await target.ask(path, { token, method, ...withBody(method) })).line,
    );
  }),
  probe(
    'API5',
    'headers that claim to be an operator, without a token',
    '401 UNAUTHENTICATED',
    async ({ ask }) => (await ask('/api/v1/circuit-breakers', { headers: SPOOFED })).line,
  ),
  probe('API2', 'Basic credentials as the sidecar takes them', '401 UNAUTHENTICATED', async ({ ask }) => {
    const basic = Buffer.from('dapr-app-id:debug-agent').toString('base64');
    return (await ask('/api/v1/triage', { body: question, headers: { authorization: `Basic ${basic}` } })).line;
  }),
  probe('API9', 'addresses that others leave open', '404 NOT_FOUND', async ({ ask, token }) => {
    const bearer = await token('probe', 'operator');
    const paths = [
      '/metrics',
      '/.env',
      '/.git/config',
      '/debug',
      '/admin',
      '/api/v0/triage',
      '/api',
      '/actuator',
      '/v1.0/invoke/debug-agent/method/answer',
    ];
    const lines = await Promise.all(paths.map(async (path) => (await ask(path, { token: bearer })).line));
    return lines.every((line) => line === '404 NOT_FOUND') ? '404 NOT_FOUND' : lines.join(', ');
  }),
  probe(
    'API9',
    'what the description of the API shows that the table of access does not',
    'nothing',
    async ({ ask }) => {
      const { json } = await ask('/openapi.json');
      const shown = Object.entries(json?.paths ?? {}).flatMap(([path, methods]) =>
        Object.keys(methods as object).map(
          (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        ),
      );
      return shown.filter((key) => !(key in ACCESS)).join(', ') || 'nothing';
    },
  ),
];
