import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { updateMetricsPage, writeMetricsTable } from '../src/telemetry/write-metrics-table.ts';
import { updateSpans } from '../src/telemetry/write-spans-table.ts';

export function registerMetrics(program: Command): void {
  program
    .command('metrics')
    .description('list every metric of the service: type, labels, meaning')
    .option('--into <file>', 'write the list, and that of spans, between the markers of this page instead')
    .action(({ into }: { into?: string }) => {
      if (into === undefined) process.stdout.write(`${writeMetricsTable()}\n`);
      else writeFileSync(into, updateSpans(updateMetricsPage(readFileSync(into, 'utf8'))));
    });
}
