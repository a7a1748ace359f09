import type { DashboardId } from './alert.ts';

interface Query {
  readonly expr: string;
  /** What a line is called; labels in double braces. */
  readonly legend: string;
}

/** One panel, and what someone who looks at it must know. */
export interface Panel {
  readonly title: string;
  readonly kind: 'lines' | 'stacked' | 'number' | 'heatmap' | 'states' | 'table';
  readonly queries: readonly Query[];
  /** Unit as Grafana names it. */
  readonly unit: 's' | 'reqps' | 'percentunit' | 'short' | 'bytes' | 'cps';
  /** What it looks like when all is well, in a sentence. */
  readonly normal: string;
  /** Alerts that watch the same thing. */
  readonly alerts: readonly string[];
  /** A line drawn across, where an alert or a promise stands. */
  readonly limit?: number;
}

export interface DashboardTable {
  readonly id: DashboardId;
  readonly title: string;
  /** The question it answers. */
  readonly question: string;
  readonly panels: readonly Panel[];
}
