/** One thing that a scan found. A critical one fails the scan; the others are for somebody to read. */
export interface Finding {
  readonly severity: 'critical' | 'high' | 'moderate' | 'low';
  readonly says: string;
}

/** What one scan saw. `looked` is how many things it looked at: nothing is never a pass. */
export type ScanResult =
  | { readonly kind: 'scanned'; readonly looked: number; readonly findings: readonly Finding[] }
  | { readonly kind: 'not_scanned'; readonly why: string };

export const critical = (says: string): Finding => ({ severity: 'critical', says });
