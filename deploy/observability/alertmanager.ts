import type { Contact, Site } from './site.ts';

/**
 * Who hears of what. A page goes to the person on call and to its owner; a ticket to its owner. The heartbeat goes to
 * whoever notices when it stops.
 */
export function toAlertmanagerConfig({ contacts }: Pick<Site, 'contacts'>, timing = QUIET) {
  const receiver = (name: string, ...to: Contact[]) => ({
    name,
    webhook_configs: to.map((contact) => ({ url: contacts[contact].webhook, send_resolved: contact !== 'heartbeat' })),
  });
  return {
    route: {
      receiver: 'operations',
      group_by: ['alertname', 'agent'],
      ...timing,
      routes: [
        {
          matchers: ['severity="heartbeat"'],
          receiver: 'heartbeat',
          group_wait: '0s',
          repeat_interval: timing.group_interval,
        },
        { matchers: ['severity="page"'], receiver: 'on-call', continue: true },
        { matchers: ['owner="security"'], receiver: 'security' },
        { matchers: ['owner="classification"'], receiver: 'classification' },
      ],
    },
    inhibit_rules: INHIBITIONS,
    receivers: [
      receiver('operations', 'operations'),
      receiver('on-call', 'on_call'),
      receiver('security', 'security'),
      receiver('classification', 'classification'),
      receiver('heartbeat', 'heartbeat'),
    ],
  };
}

const QUIET = { group_wait: '30s', group_interval: '5m', repeat_interval: '4h' };

/** What is silent while something else already speaks of it. */
export const INHIBITIONS = [
  // No process is there: nothing else is news.
  {
    source_matchers: ['alertname="TargetDown"', 'scope="all"'],
    target_matchers: ['alertname!~"TargetDown|Watchdog"'],
  },
  {
    source_matchers: ['alertname="TargetDown"', 'scope="all"'],
    target_matchers: ['alertname="TargetDown"', 'scope="one"'],
  },
  // Why they stopped is known.
  {
    source_matchers: [
      'alertname=~"ErrorRateHigh|JournalBackPressure|SigningKeysUnreachable|AuthFailureSpike"',
      'severity="page"',
    ],
    target_matchers: ['alertname="AnswersStopped"'],
  },
  // The same promise, broken fast and slowly.
  { source_matchers: ['severity="page"'], target_matchers: ['severity="ticket"'], equal: ['alertname'] },
  // A tutor that stays away also flaps, and its dead letters grow.
  { source_matchers: ['alertname="BreakerOpen"'], target_matchers: ['alertname="BreakerFlapping"'], equal: ['agent'] },
  // Whoever is awake because requests fail sees the breakers on the first dashboard.
  {
    source_matchers: ['alertname=~"ErrorRateHigh|AvailabilityBudgetBurn"', 'severity="page"'],
    target_matchers: ['alertname=~"Breaker.+"'],
  },
];
