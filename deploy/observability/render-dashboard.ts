import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  StackingConfigBuilder,
  StackingMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel as GrafanaPanel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StatesBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { runbookOf } from './alert.ts';
import type { DashboardTable, Panel } from './panel.ts';
import type { Site } from './site.ts';

// Grafana’s own placeholder, filled by the variable of the dashboard.
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is not ours to fill
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
/** Grafana divides a screen into 24 columns; a panel takes half of it, and eight rows. */
const COLUMNS = 12;
const ROWS = 8;

/** One dashboard as Grafana reads it. Every panel says what is normal and links the runbooks of its alerts. */
export function renderDashboard(
  { id, title, question, panels }: DashboardTable,
  site: Pick<Site, 'documents'>,
): string {
  const builder = new DashboardBuilder(`LearnFlow: ${title}`)
    .uid(`learnflow-${id}`)
    .description(question)
    .tags(['learnflow'])
    .readonly()
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .timezone('browser')
    .link(
      new DashboardLinkBuilder('LearnFlow').type(DashboardLinkType.Dashboards).tags(['learnflow']).asDropdown(false),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  panels.forEach((panel, index) => {
    const place = { x: (index % 2) * COLUMNS, y: Math.floor(index / 2) * ROWS, w: COLUMNS, h: ROWS };
    builder.withPanel({
      build: (): GrafanaPanel => ({ ...toBuilder(panel, site).build(), id: index + 1, gridPos: place }),
    });
  });
  return `${JSON.stringify(builder.build(), null, 2)}\n`;
}

function toBuilder(panel: Panel, { documents }: Pick<Site, 'documents'>) {
  const { title, kind, queries, unit, normal, alerts, limit } = panel;
  const builder = toVisualisation(panel)
    .title(title)
    .description(`Normal: ${normal}`)
    .datasource(DATASOURCE)
    .unit(unit)
    .links(
      alerts.map((name) =>
        new DashboardLinkBuilder(`Runbook: ${name}`)
          .url(`${documents.replace(/\/$/, '')}/${runbookOf({ name })}`)
          .targetBlank(true),
      ),
    );
  if (limit !== undefined) {
    const steps = [
      { color: 'green', value: null },
      { color: 'red', value: limit },
    ];
    builder.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps));
  }
  for (const { expr, legend } of queries) {
    const query = new DataqueryBuilder().expr(expr).legendFormat(legend);
    if (kind === 'table') query.instant().format(PromQueryFormat.Table);
    if (kind === 'heatmap') query.format(PromQueryFormat.Heatmap);
    builder.withTarget(query);
  }
  return builder;
}

function toVisualisation({ kind, limit }: Panel) {
  switch (kind) {
    case 'heatmap':
      return new HeatmapBuilder().calculate(false);
    case 'number':
      return new StatBuilder();
    case 'states':
      return new StatesBuilder();
    case 'table':
      return new TableBuilder();
    case 'stacked':
      return new LinesBuilder().min(0).fillOpacity(30).stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
    case 'lines': {
      const lines = new LinesBuilder().min(0);
      if (limit === undefined) return lines;
      return lines.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Line));
    }
    default:
      return kind satisfies never;
  }
}
