import type { Role } from '../src/edge/access-table.ts';
import { openDevelopmentIssuer } from '../src/edge/development-issuer.ts';

/** Development tokens of a data folder, made here: a command for each of hundreds would take minutes. */
export async function createTokens(dataDir: string) {
  const issuer = await openDevelopmentIssuer(dataDir);
  return (studentId: string, role: Role = 'student') =>
    issuer.issue(
      { studentId, role, permissions: [], audience: 'learnflow-triage', lifetimeSeconds: 3_600 },
      Date.now(),
    );
}
