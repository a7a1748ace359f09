import { toAlertmanagerConfig } from './alertmanager.ts';
import { ALL_DASHBOARDS } from './all-dashboards.ts';
import { renderDashboard } from './render-dashboard.ts';
import { renderAlertmanagerObject, renderRuleObjects } from './render-objects.ts';
import { renderRules, toYaml } from './render-rules.ts';
import type { Site } from './site.ts';
import { asWritten } from './timing.ts';

/** What is committed and applied, by file name. */
export function renderFiles(site: Site): Readonly<Record<string, string>> {
  return {
    'rules.yaml': renderRules(asWritten, site),
    'alertmanager.yaml': toYaml(toAlertmanagerConfig(site)),
    'prometheus-rules.yaml': renderRuleObjects(),
    'alertmanager-config.yaml': renderAlertmanagerObject(),
    ...Object.fromEntries(ALL_DASHBOARDS.map((table) => [`dashboards/${table.id}.json`, renderDashboard(table, site)])),
  };
}
