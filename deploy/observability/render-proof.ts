import { stringify } from 'yaml';
import type { Alert, Series } from './alert.ts';
import { recordingRules } from './recording-rules.ts';
import { annotationsOf, labelsOf, toRule } from './render-rules.ts';
import { asWritten } from './timing.ts';

const LINKS = { documents: 'https://documents.test', grafana: 'https://grafana.test' };

/** One alert alone, with the ratios it may read: so that its proof speaks of no other. */
export function renderRuleAlone(alert: Alert): string {
  const rules = [...recordingRules(asWritten), toRule(alert, asWritten, LINKS)];
  return stringify({ groups: [{ name: 'alone', rules }] });
}

/** promtool's unit test of one alert: it fires where its proof says so, and holds where it must. */
export function renderProof(alert: Alert, ruleFile: string): string {
  const { fires, firesToo = [], holds, holdsToo = [], interval = '1m' } = alert.proof;
  const rises = [fires, ...firesToo].map(({ series, at, expect }) => ({
    ...toTest(`${alert.name} fires`, interval, series),
    alert_rule_test: [{ eval_time: at, alertname: alert.name, exp_alerts: expect.map(toExpected) }],
  }));
  const calms = [...(holds === undefined ? [] : [holds]), ...holdsToo].map(({ series, at, because }) => ({
    ...toTest(`${alert.name} holds: ${because}`, interval, series),
    alert_rule_test: [{ eval_time: at, alertname: alert.name, exp_alerts: [] }],
  }));
  const tests = [...rises, ...calms];
  return stringify({ rule_files: [ruleFile], evaluation_interval: interval, tests }, { lineWidth: 0 });

  function toExpected({ labels = {}, value }: Alert['proof']['fires']['expect'][number]) {
    const fill = (text: string) =>
      text
        .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_all, name: string) => labels[name] ?? '')
        .replace(/\{\{ \$value[^}]*\}\}/g, () => value ?? 'no value was expected');
    const { summary, description, ...links } = annotationsOf(alert, LINKS);
    return {
      exp_labels: { ...labelsOf(alert), ...labels },
      exp_annotations: { summary: fill(summary), description: fill(description), ...links },
    };
  }
}

function toTest(name: string, interval: string, series: Series) {
  const inputs = Object.entries(series).map(([one, values]) => ({ series: one, values }));
  return { name, interval, input_series: inputs };
}
