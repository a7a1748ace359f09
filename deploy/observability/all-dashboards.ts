import { JOURNAL_DASHBOARD } from './dashboards/journal.ts';
import { ROUTING_DASHBOARD } from './dashboards/routing.ts';
import { SECURITY_DASHBOARD } from './dashboards/security.ts';
import { SERVICE_DASHBOARD } from './dashboards/service.ts';
import { TOKENS_DASHBOARD } from './dashboards/tokens.ts';
import { TUTORS_DASHBOARD } from './dashboards/tutors.ts';
import type { DashboardTable } from './panel.ts';

export const ALL_DASHBOARDS: readonly DashboardTable[] = [
  SERVICE_DASHBOARD,
  ROUTING_DASHBOARD,
  TUTORS_DASHBOARD,
  JOURNAL_DASHBOARD,
  SECURITY_DASHBOARD,
  TOKENS_DASHBOARD,
];
