export const ROLES = ['student', 'teacher', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = ['privacy'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who may call a route: anyone, or the roles named, with a permission where one is named too. */
export type Access = 'anyone' | { readonly roles: readonly Role[]; readonly permission?: Permission };

/** Every route of the service. One that is not here cannot be registered: nothing is open by accident. */
export const ACCESS = {
  'POST /api/v1/triage': { roles: ['student'] },
  'POST /api/v1/triage/batch': { roles: ['student'] },
  'POST /api/v1/classify': { roles: ['student'] },
  'GET /api/v1/requests/:id': { roles: ['student', 'operator'] },
  'GET /api/v1/circuit-breakers': { roles: ['operator'] },
  'GET /api/v1/agents': { roles: ['operator'] },
  'GET /api/v1/flags': { roles: ['operator'] },
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
