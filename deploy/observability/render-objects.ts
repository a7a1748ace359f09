import { toAlertmanagerConfig } from './alertmanager.ts';
import { toRuleGroups, toYaml } from './render-rules.ts';
import { CONTACTS, type Contact } from './site.ts';
import { asWritten } from './timing.ts';

const NAMESPACE = 'learnflow';
const metadata = (name: string) => ({
  name,
  namespace: NAMESPACE,
  labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'monitoring' },
});

/** Whole first parts of an address, which an overlay replaces by what a deployment says. */
const LINKS = { documents: 'DOCUMENTS', grafana: 'GRAFANA' };

/**
 * The rules as the Prometheus operator takes them. Records and alerts are two objects: an overlay writes the addresses of
 * documents and dashboards into every rule of the second.
 */
export function renderRuleObjects(): string {
  const [records, ...alerts] = toRuleGroups(asWritten, LINKS);
  const toObject = (name: string, groups: readonly object[]) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: metadata(name),
    spec: { groups },
  });
  // The operator's Alertmanager looks for alerts of our namespace; a sum has no such label unless it is given one.
  const ours = alerts.map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => ({
      ...rule,
      labels: { ...('labels' in rule ? (rule.labels as object) : {}), namespace: NAMESPACE },
    })),
  }));
  return [toObject('learnflow-records', records === undefined ? [] : [records]), toObject('learnflow', ours)]
    .map(toYaml)
    .join('---\n');
}

interface NativeRoute {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly NativeRoute[];
}

/** Alertmanager's configuration as the operator takes it: the same routes, with contacts for an overlay to fill in. */
export function renderAlertmanagerObject(): string {
  const contacts = Object.fromEntries(
    CONTACTS.map((contact) => [contact, { name: contact, webhook: placeholderOf(contact) }]),
  ) as Record<Contact, { name: string; webhook: string }>;
  const { route, inhibit_rules, receivers } = toAlertmanagerConfig({ contacts });
  return toYaml({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: metadata('learnflow'),
    spec: {
      route: toRoute(route),
      inhibitRules: inhibit_rules.map(({ source_matchers, target_matchers, ...rest }) => ({
        sourceMatch: source_matchers.map(toMatcher),
        targetMatch: target_matchers.map(toMatcher),
        ...rest,
      })),
      receivers: receivers.map(({ name, webhook_configs }) => ({
        name,
        webhookConfigs: webhook_configs.map(({ url, send_resolved }) => ({ url, sendResolved: send_resolved })),
      })),
    },
  });
}

/** `ON_CALL_WEBHOOK`: the input of an overlay, and what stands for it until then. */
export const placeholderOf = (contact: Contact) => `${contact.toUpperCase()}_WEBHOOK`;

function toRoute({
  matchers,
  group_by,
  group_wait,
  group_interval,
  repeat_interval,
  routes,
  ...rest
}: NativeRoute): object {
  return {
    ...rest,
    ...(matchers && { matchers: matchers.map(toMatcher) }),
    ...(group_by && { groupBy: group_by }),
    ...(group_wait && { groupWait: group_wait }),
    ...(group_interval && { groupInterval: group_interval }),
    ...(repeat_interval && { repeatInterval: repeat_interval }),
    ...(routes && { routes: routes.map(toRoute) }),
  };
}

function toMatcher(text: string): object {
  const [, name, matchType, value] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text) ?? [];
  if (value === undefined) throw new TypeError(`not a matcher: ${text}`);
  return { name, matchType, value };
}
