import { spawnSync } from 'node:child_process';
import type { Finding, ScanResult } from './finding.ts';

interface Audit {
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: Finding['severity'] | 'info'; readonly range: string }>
  >;
  readonly metadata?: { readonly dependencies?: { readonly prod: number } };
  readonly message?: string;
}

/** Asks the registry's advisories about every package of the image. Where none answers, nothing is claimed. */
export function scanAdvisories(): ScanResult {
  const run = spawnSync('npm', ['audit', '--json', '--omit=dev', '--package-lock-only'], { encoding: 'utf8' });
  return readAudit(run.stdout);
}

/** What an answer of `npm audit --json` means. Only one that says how many packages it looked at is an answer. */
export function readAudit(text: string): ScanResult {
  let audit: Audit;
  try {
    audit = JSON.parse(text) as Audit;
  } catch {
    return { kind: 'not_scanned', why: 'npm audit gave no answer' };
  }
  // The total is of the whole lock, tools for development among them, which were not asked about.
  const looked = audit.metadata?.dependencies?.prod;
  if (looked === undefined || audit.vulnerabilities === undefined) {
    return { kind: 'not_scanned', why: audit.message ?? 'npm audit gave no answer' };
  }
  const findings = Object.entries(audit.vulnerabilities).map(([name, { severity, range }]) => ({
    severity: severity === 'info' ? ('low' as const) : severity,
    says: `${name} ${range}`,
  }));
  return { kind: 'scanned', looked, findings };
}
