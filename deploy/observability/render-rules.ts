import { stringify } from 'yaml';
import { type Alert, runbookOf } from './alert.ts';
import { ALERT_GROUPS } from './all-alerts.ts';
import { recordingRules } from './recording-rules.ts';
import type { Site } from './site.ts';
import type { Timing } from './timing.ts';

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly object[];
}

type Links = Pick<Site, 'documents' | 'grafana'>;

/** What Prometheus evaluates: the recorded ratios first, then the alerts. */
export function toRuleGroups(timing: Timing, links: Links): RuleGroup[] {
  const alerts = Object.entries(ALERT_GROUPS).map(([name, group]) => ({
    name,
    rules: group.map((alert) => toRule(alert, timing, links)),
  }));
  return [{ name: 'learnflow-records', rules: recordingRules(timing) }, ...alerts];
}

export function toRule(alert: Alert, timing: Timing, links: Links) {
  return {
    alert: alert.name,
    expr: alert.expr(timing),
    for: timing(alert.for),
    labels: labelsOf(alert),
    annotations: annotationsOf(alert, links),
  };
}

export const labelsOf = ({ severity, owner, labels }: Alert) => ({ severity, owner, ...labels });

export const annotationsOf = (alert: Alert, { documents, grafana }: Links) => ({
  summary: alert.summary,
  description: alert.description,
  runbook_url: `${documents.replace(/\/$/, '')}/${runbookOf(alert)}`,
  dashboard_url: `${grafana.replace(/\/$/, '')}/d/learnflow-${alert.dashboard}`,
});

const HEAD = '# Written by `npm run observability` from the tables in deploy/observability: change those.\n';

/** A file as it is committed; long expressions stay on one line, so that a difference shows what changed. */
export function toYaml(content: object): string {
  return HEAD + stringify(content, { lineWidth: 0 });
}

export function renderRules(timing: Timing, links: Links): string {
  return toYaml({ groups: toRuleGroups(timing, links) });
}
