export const ROLES = ['student', 'teacher', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = ['privacy'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who may call a route: anyone, or the roles named, with a permission where one is named too. */
export type Access =
  | 'anyone'
  | {
      readonly roles: readonly Role[];
      readonly permission?: Permission;
      /** What the route is counted as; without it as one of the caller's other requests. */
      readonly counts?: 'messages';
      /** A route about the student in its path: a student needs no permission for it, and may name only themselves. */
      readonly students?: 'themselves';
    };

/** Every route of the service. One that is not here cannot be registered: nothing is open by accident. */
export const ACCESS = {
  'POST /api/v1/triage': { roles: ['student'], counts: 'messages' },
  'POST /api/v1/triage/batch': { roles: ['student'] },
  'POST /api/v1/classify': { roles: ['student'], counts: 'messages' },
  'GET /api/v1/requests': { roles: ['student', 'operator'] },
  'GET /api/v1/requests/:id': { roles: ['student', 'operator'] },
  'POST /api/v1/feedback': { roles: ['student', 'teacher'] },
  'GET /api/v1/feedback': { roles: ['operator'], permission: 'privacy' },
  'GET /api/v1/dead-letters': { roles: ['operator'] },
  'GET /api/v1/dead-letters/:id': { roles: ['operator'] },
  'POST /api/v1/dead-letters/:id/replay': { roles: ['operator'] },
  'POST /api/v1/dead-letters/replay': { roles: ['operator'] },
  'GET /api/v1/dead-letters/replays/:id': { roles: ['operator'] },
  'DELETE /api/v1/dead-letters/:id': { roles: ['operator'] },
  'GET /api/v1/audit': { roles: ['operator'], permission: 'privacy' },
  'GET /api/v1/students/:id/export': { roles: ['student', 'operator'], permission: 'privacy', students: 'themselves' },
  'DELETE /api/v1/students/:id': { roles: ['student', 'operator'], permission: 'privacy', students: 'themselves' },
  'GET /api/v1/circuit-breakers': { roles: ['operator'] },
  'GET /api/v1/agents': { roles: ['operator'] },
  'GET /api/v1/flags': { roles: ['operator'] },
  'GET /api/v1/models': { roles: ['operator'] },
  'POST /api/v1/models': { roles: ['operator'] },
  'POST /api/v1/models/:id/activate': { roles: ['operator'] },
  'POST /api/v1/models/rollback': { roles: ['operator'] },
  'GET /api/v1/security/summary': { roles: ['operator'] },
  'GET /livez': 'anyone',
  'GET /readyz': 'anyone',
  'GET /startupz': 'anyone',
  'GET /openapi.json': 'anyone',
  'GET /docs': 'anyone',
  'GET /docs/*': 'anyone',
} as const satisfies Record<string, Access>;

/** The row for a route as the server names it, or undefined where there is none. HEAD follows GET. */
export function findAccess(method: string, url: string): Access | undefined {
  const verb = method === 'HEAD' ? 'GET' : method;
  const pattern = url.startsWith('/docs') ? (url === '/docs' ? url : '/docs/*') : url;
  return (ACCESS as Record<string, Access>)[`${verb} ${pattern}`];
}
