import type { Duration, Timing } from './timing.ts';

/** How soon someone is told: a page wakes the person on call, a ticket waits for the morning, a heartbeat is missed when it stops. */
export type Severity = 'page' | 'ticket' | 'heartbeat';

/** Who mends it. Each is a contact that a deployment names. */
export const OWNERS = ['operations', 'security', 'classification'] as const;
export type Owner = (typeof OWNERS)[number];

export const DASHBOARDS = ['service', 'routing', 'tutors', 'journal', 'security', 'tokens'] as const;
export type DashboardId = (typeof DASHBOARDS)[number];

/** Series by their name and labels, in promtool's notation, one value an interval. */
export type Series = Readonly<Record<string, string>>;

/** What makes an alert fire. */
export interface Rise {
  readonly series: Series;
  readonly at: Duration;
  /** Labels of each alert expected beyond its own, with the value its description shows. */
  readonly expect: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value?: string }[];
}

/** What must not make it fire. */
export interface Calm {
  readonly series: Series;
  readonly at: Duration;
  readonly because: string;
}

/** Something that makes the alert fire, and something close to it that does not. Both are run by promtool. */
export interface Proof {
  /** Between two values, and two looks: a minute, unless a window of days makes that slow. */
  readonly interval?: Duration;
  readonly fires: Rise;
  /** Undefined for the one alert that always fires. */
  readonly holds: Calm | undefined;
  /** Other ways to make it fire, and other calms, where one of each does not say all of it. */
  readonly firesToo?: readonly Rise[];
  readonly holdsToo?: readonly Calm[];
}

export interface Alert {
  readonly name: string;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly dashboard: DashboardId;
  readonly expr: (timing: Timing) => string;
  /** How long it must be so before anyone is told. */
  readonly for: Duration;
  /** One line, as a telephone shows it. */
  readonly summary: string;
  /** What it means for students. `{{ $labels.x }}` and one `{{ $value … }}` may stand in it. */
  readonly description: string;
  /** Labels that tell rules of one name apart. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly proof: Proof;
}

/** `BreakerOpen` is answered by `docs/runbooks/breaker-open.md`. */
export function runbookOf({ name }: Pick<Alert, 'name'>): string {
  return `docs/runbooks/${name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.md`;
}
