import type { Alert } from './alert.ts';
import { JOB } from './objectives.ts';
import { secondsIn } from './timing.ts';

const failures = (reason: string) => `learnflow_auth_failures_total{job="${JOB}",reason="${reason}"}`;
const requests = (status: number) =>
  `learnflow_http_requests_total{job="${JOB}",route="/api/v1/triage",method="POST",status="${status}",outcome="x"}`;
const unreachable = `learnflow_signing_keys_unreachable{job="${JOB}"}`;
const age = `learnflow_signing_keys_age_seconds{job="${JOB}"}`;
const insured = `learnflow_rate_limit_store{job="${JOB}",store="insured"}`;
const guardsOff = `learnflow_guards_off{job="${JOB}"}`;
const stale = `learnflow_flags_stale{job="${JOB}"}`;

const failing = (window: string, except: string) =>
  `sum(rate(learnflow_auth_failures_total{job="${JOB}",reason!~"${except}"}[${window}]))`;

/** Who is let in, and whether every guard stands. */
export const SECURITY_ALERTS: readonly Alert[] = [
  {
    name: 'AuthFailureSpike',
    severity: 'page',
    owner: 'security',
    dashboard: 'security',
    // Either someone tries tokens (one a second that was never good), or honest callers are locked out (a quarter of all,
    // and more than one page that was left open would send at night).
    expr: (timing) =>
      `${failing(timing('5m'), 'missing|expired|not_yet_valid|keys_unavailable')} > 1 or ` +
      `(${failing(timing('5m'), 'missing|keys_unavailable')} > 0.5 and ${failing(timing('5m'), 'missing|keys_unavailable')} > ` +
      `0.25 * sum(rate(learnflow_http_requests_total{job="${JOB}",route=~"/api/v1/.+"}[${timing('5m')}])))`,
    for: '2m',
    summary: 'Many tokens are refused',
    description:
      '{{ $value | humanize }} tokens a second do not hold: someone tries tokens, or a change at the identity provider locks students out.',
    proof: {
      fires: {
        series: { [failures('signature')]: '0+120x20', [requests(200)]: '0+60000x20' },
        at: '10m',
        expect: [{ value: '2' }],
      },
      holds: {
        series: { [failures('expired')]: '0+120x20', [failures('missing')]: '0+900x20', [requests(200)]: '0+6000x20' },
        at: '10m',
        because: 'some tokens expire every minute, and crawlers send none',
      },
      firesToo: [
        // A class of thirty whose tokens all name another issuer.
        {
          series: { [failures('issuer')]: '0+60x20', [requests(401)]: '0+60x20' },
          at: '10m',
          expect: [{ value: '1' }],
        },
      ],
      holdsToo: [
        {
          series: { [failures('expired')]: '0+20x20', [requests(401)]: '0+20x20' },
          at: '10m',
          because: 'at night one forgotten page asks every three seconds with an old token',
        },
      ],
    },
  },
  {
    name: 'SigningKeysUnreachable',
    severity: 'page',
    owner: 'security',
    dashboard: 'security',
    labels: { effect: 'refused' },
    expr: (timing) =>
      `sum(increase(learnflow_auth_failures_total{job="${JOB}",reason="keys_unavailable"}[${timing('5m')}])) > 5`,
    for: '1m',
    summary: 'Nobody can be let in: the keys of the identity provider cannot be read',
    description:
      '{{ $value | humanize }} callers were refused in five minutes because no key is known to check their tokens with.',
    proof: {
      fires: { series: { [failures('keys_unavailable')]: '0+10x20' }, at: '10m', expect: [{ value: '50' }] },
      holds: { series: { [failures('keys_unavailable')]: '0 3x20' }, at: '10m', because: 'three, while it started' },
    },
  },
  {
    name: 'SigningKeysUnreachable',
    severity: 'ticket',
    owner: 'security',
    dashboard: 'security',
    labels: { effect: 'none-yet' },
    expr: () => `max(learnflow_signing_keys_unreachable{job="${JOB}"}) == 1`,
    for: '5m',
    summary: 'The keys of the identity provider cannot be read',
    description: 'Keys that were read before are trusted for 24 hours. Until then students notice nothing.',
    proof: {
      fires: { series: { [unreachable]: '0 1x20' }, at: '10m', expect: [{}] },
      holds: { series: { [unreachable]: '0 1 1 0x20' }, at: '10m', because: 'the next read went well' },
    },
  },
  {
    name: 'SigningKeysStale',
    severity: 'page',
    owner: 'security',
    dashboard: 'security',
    // Keys are read when a token needs them: their age alone says nothing where nobody asks.
    expr: (timing) =>
      `max(learnflow_signing_keys_age_seconds{job="${JOB}"} and learnflow_signing_keys_unreachable{job="${JOB}"} == 1) > ${secondsIn(timing, '12h')}`,
    for: '5m',
    summary: 'The keys of the identity provider are older than twelve hours',
    description:
      'They were last read {{ $value | humanizeDuration }} ago and cannot be read now. At 24 hours everyone is refused.',
    proof: {
      fires: {
        series: { [age]: '43000+60x30', [unreachable]: '1x30' },
        at: '20m',
        expect: [{ value: '12h 16m 40s' }],
      },
      holds: {
        series: { [age]: '43000+60x30', [unreachable]: '0x30' },
        at: '20m',
        because: 'nobody asked for half a day; the provider is well',
      },
    },
  },
  {
    name: 'LimiterOnInsurance',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'security',
    expr: () => `max(learnflow_rate_limit_store{job="${JOB}",store="insured"}) == 1`,
    for: '5m',
    summary: 'Limits are counted by each process alone',
    description: 'Redis is away. With several processes a student may send that many times the limit.',
    proof: {
      fires: { series: { [insured]: '0 1x20' }, at: '10m', expect: [{}] },
      holds: { series: { [insured]: '0 1 1 0x20' }, at: '10m', because: 'Redis came back after two minutes' },
    },
  },
  {
    name: 'GuardOff',
    severity: 'page',
    owner: 'security',
    dashboard: 'security',
    expr: () => `max(learnflow_guards_off{job="${JOB}"}) > 0`,
    for: '1m',
    summary: 'A guard is turned off',
    description:
      '{{ $value | humanize }} of the guards (identity, limits, sanitising, dead letters, audit) are off. Production refuses that: this process does not run as production, or was changed.',
    proof: {
      fires: { series: { [guardsOff]: '0 1x10' }, at: '5m', expect: [{ value: '1' }] },
      holds: { series: { [guardsOff]: '0x10' }, at: '5m', because: 'every guard stands' },
    },
  },
  {
    name: 'FlagFileBroken',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'security',
    expr: () => `max(learnflow_flags_stale{job="${JOB}"}) == 1`,
    for: '5m',
    summary: 'The file of the flags is refused',
    description: 'The last good state holds. No flag can be changed until the file is mended.',
    proof: {
      fires: { series: { [stale]: '0 1x20' }, at: '10m', expect: [{}] },
      holds: { series: { [stale]: '0 1 1 0x20' }, at: '10m', because: 'the next state of the file was good' },
    },
  },
];
