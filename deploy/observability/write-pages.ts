import { alignTable } from '../../src/telemetry/write-metrics-table.ts';
import { type Alert, runbookOf } from './alert.ts';
import { ALL_ALERTS } from './all-alerts.ts';
import { ALL_DASHBOARDS } from './all-dashboards.ts';
import type { DashboardTable } from './panel.ts';

/** Lists that documents hold and tables here own, by document. */
export const PAGES = {
  'docs/monitoring.md': { list: 'panels', write: writePanels },
  'docs/runbooks/README.md': { list: 'alerts', write: writeAlerts },
} as const;

/** One table a dashboard: what is normal on each panel, and the runbooks of the alerts that watch it. */
function writePanels(): string {
  return ALL_DASHBOARDS.map(writeDashboard).join('\n\n');
}

function writeDashboard({ title, question, panels }: DashboardTable): string {
  const rows = panels.map((panel) => [
    panel.title,
    panel.normal,
    panel.alerts.map((name) => `[${name}](${runbookOf({ name }).replace('docs/', '')})`).join(', '),
  ]);
  return [`### ${title}`, '', question, '', ...alignTable([['panel', 'normal', 'alert and runbook'], ...rows])].join(
    '\n',
  );
}

function writeAlerts(): string {
  const byName = Object.values(Object.groupBy(ALL_ALERTS, ({ name }) => name)) as Alert[][];
  const rows = byName.map((alerts) => {
    const [alert] = alerts as [Alert];
    const severities = [...new Set(alerts.map(({ severity }) => severity))].join(' or ');
    const summary =
      alerts.length > 2
        ? PROMISES[alert.name]
        : alert.summary
            .replace(/^\{\{ \$labels\.agent \}\}/, 'A tutor')
            .replace(/\{\{ \$labels\.agent \}\}/, 'a tutor');
    return [
      `[${alert.name}](${runbookOf(alert).replace('docs/runbooks/', '')})`,
      severities,
      alert.owner,
      summary ?? '',
    ];
  });
  return alignTable([['alert', 'severity', 'owner', 'says'], ...rows]).join('\n');
}

/** Alerts of several speeds, in one sentence. */
const PROMISES: Readonly<Record<string, string>> = {
  AvailabilityBudgetBurn: 'Requests fail faster than 99.9 % in 30 days allows',
  DecisionLatencyBudgetBurn: 'Decisions are slower than 150 ms more often than 5 % in 30 days allows',
};

/**
 * A document with its list brought up to date.
 * @throws {Error} when the markers are not there
 */
export function updatePage(name: keyof typeof PAGES, page: string): string {
  const { list, write } = PAGES[name];
  const [begin, end] = [`<!-- begin: ${list} (npm run observability) -->`, `<!-- end: ${list} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${name} has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${write()}\n\n${page.slice(to)}`;
}
