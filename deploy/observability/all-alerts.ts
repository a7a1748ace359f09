import type { Alert } from './alert.ts';
import { BURN_RATE_ALERTS } from './burn-rate.ts';
import { JOURNAL_ALERTS } from './journal-alerts.ts';
import { ROUTING_ALERTS } from './routing-alerts.ts';
import { SECURITY_ALERTS } from './security-alerts.ts';
import { SERVICE_ALERTS } from './service-alerts.ts';
import { TUTOR_ALERTS } from './tutor-alerts.ts';

/** Fires always: whoever waits for its heartbeat learns when Prometheus or Alertmanager is down. */
const WATCHDOG: Alert = {
  name: 'Watchdog',
  severity: 'heartbeat',
  owner: 'operations',
  dashboard: 'service',
  expr: () => 'vector(1)',
  for: '0s',
  summary: 'Alerts are evaluated and delivered',
  description: 'This alert always fires. When it stops arriving, nobody is told of anything.',
  proof: { fires: { series: {}, at: '1m', expect: [{}] }, holds: undefined },
};

/** Every alert there is, in the groups they are evaluated in. */
export const ALERT_GROUPS: Readonly<Record<string, readonly Alert[]>> = {
  'learnflow-objectives': BURN_RATE_ALERTS,
  'learnflow-service': SERVICE_ALERTS,
  'learnflow-tutors': TUTOR_ALERTS,
  'learnflow-journal': JOURNAL_ALERTS,
  'learnflow-security': SECURITY_ALERTS,
  'learnflow-routing': ROUTING_ALERTS,
  'learnflow-meta': [WATCHDOG],
};

export const ALL_ALERTS = Object.values(ALERT_GROUPS).flat();
