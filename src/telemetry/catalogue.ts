import { BREAKER_STATES } from '../../contract/agent-status.ts';
import { DEAD_LETTER_REASONS } from '../../contract/dead-letter.ts';
import { DECIDERS, DISTRESS_SIGNS, OUTCOMES } from '../../contract/decision.ts';
import { AGENTS, LABELS } from '../../contract/intents.ts';
import { VERDICTS } from '../../contract/model-release.ts';
import {
  AUTH_FAILURES,
  LIMIT_SCOPES,
  LIMIT_STORES,
  REMOVED_KINDS,
  SUSPICIONS,
  VIOLATIONS,
} from '../../contract/security-summary.ts';
import { ERROR_CODES } from '../errors.ts';
import { FLAG_NAMES } from '../flags.ts';

/** One metric as documents, dashboards and tests read it. The name is the key in `CATALOGUE`. */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Shown at /metrics and in docs/monitoring.md. */
  readonly help: string;
  /** What a value of 1 is one of. */
  readonly unit: string;
  /**
   * Label names with all their values, for which series exist from the start; or, where the values are known only to a
   * running process, a sentence that says where they come from.
   */
  readonly labels: Readonly<Record<string, readonly string[] | string>>;
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

/** Seconds; 0.15 and 1 are boundaries because objectives and alerts are stated at them. */
const LATENCY = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 9];
/** Seconds a commit to disk takes; 1 is where new requests are refused. */
const COMMIT = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** Seconds; 2 is the limit of one attempt at a tutor, and of the language model. */
const ATTEMPT = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 5];
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

/** What an HTTP answer says of the service: only `server_error` is its own fault. */
const HTTP_OUTCOMES = ['success', 'client_error', 'server_error'] as const;
const METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'other'] as const;
const ENDS = ['answered', 'dead_lettered', 'failed'] as const;
const ATTEMPT_OUTCOMES = ['answered', 'timed_out', 'unreachable', 'failed', 'rejected', 'bad_reply'] as const;
const PURPOSES = ['escalation', 'first', 'shadow'] as const;
const MODEL_OUTCOMES = [
  'decided',
  'timed_out',
  'unreachable',
  'rate_limited',
  'failed',
  'rejected',
  'bad_answer',
  'breaker_open',
  'overloaded',
  'over_budget',
] as const;

const counter = <const Labels extends MetricRow['labels']>(help: string, unit: string, labels: Labels) =>
  ({ type: 'counter', help, unit, labels }) as const;
const gauge = <const Labels extends MetricRow['labels']>(help: string, unit: string, labels: Labels) =>
  ({ type: 'gauge', help, unit, labels }) as const;
const histogram = <const Labels extends MetricRow['labels']>(
  help: string,
  unit: string,
  buckets: readonly number[],
  labels: Labels,
) => ({ type: 'histogram', help, unit, labels, buckets }) as const;

const NONE = {};
const COMPARED = ['active', 'candidate'] as const;
const PROMPT_TOKENS = { purpose: PURPOSES, direction: ['input', 'output'], source: ['provider', 'tokenizer'] } as const;

/** Every metric of the service. A series that is not described here cannot be made. */
export const CATALOGUE = {
  // The service as its callers see it.
  learnflow_build_info: gauge('Always 1; the label is the version that runs.', 'none', {
    version: 'the version in package.json',
  }),
  learnflow_ready: gauge(
    '1 while the process wants requests, as /readyz says; 0 while it starts, waits for its sidecar or drains.',
    'none',
    NONE,
  ),
  learnflow_http_requests_total: counter('HTTP requests answered.', 'requests', {
    route: 'the patterns of the routes, `unknown` for any other address',
    method: METHODS,
    status: 'the statuses each route declares',
    outcome: HTTP_OUTCOMES,
  }),
  learnflow_http_request_seconds: histogram(
    'From the first byte of an HTTP request to the last of its answer.',
    'seconds',
    LATENCY,
    { outcome: HTTP_OUTCOMES },
  ),
  learnflow_http_requests_under_way: gauge('HTTP requests that have begun and are not answered yet.', 'requests', NONE),
  learnflow_refusals_total: counter(
    'Requests, and messages of a batch, that were refused or failed, by problem code.',
    'requests',
    { code: ERROR_CODES },
  ),
  learnflow_shed_requests_total: counter('Requests refused because the process was overloaded.', 'requests', NONE),

  // What is understood.
  learnflow_decisions_total: counter('Messages classified and routed.', 'messages', {
    intent: LABELS,
    outcome: OUTCOMES,
    decided_by: DECIDERS,
  }),
  learnflow_decision_seconds: histogram(
    'From the message to the decision, without the tutor.',
    'seconds',
    LATENCY,
    NONE,
  ),
  learnflow_decision_confidence: histogram('Confidence of the intent that was chosen, 0 to 1.', 'ratio', SHARES, {
    decided_by: DECIDERS,
  }),
  learnflow_distress_total: counter('Messages read as from a student in distress, by what spoke for it.', 'messages', {
    sign: DISTRESS_SIGNS,
  }),
  learnflow_classifier_info: gauge('1 for each version of the classifier in use, by what it is used for.', 'none', {
    version: 'the versions of the model that are in use',
    stage: 'active, canary or shadow',
  }),

  // The release of trained models: the active one, and the candidate that is to follow it.
  learnflow_release_revision: gauge('Changes of the release so far, as this process follows it.', 'changes', NONE),
  learnflow_release_stale: gauge(
    '1 while this process cannot follow the release and the model before it decides.',
    'none',
    NONE,
  ),
  learnflow_release_candidate: gauge('1 while there is a candidate.', 'none', NONE),
  learnflow_release_candidate_percent: gauge(
    'Students of a hundred for whom the candidate decides; 0 in shadow.',
    'students',
    NONE,
  ),
  learnflow_release_compared_total: counter(
    'Messages put to active model and candidate both, by whether they found the same intent.',
    'messages',
    { result: ['agreed', 'disagreed'] },
  ),
  learnflow_release_outcomes_total: counter(
    'What each would do with the messages put to both, whichever decided.',
    'messages',
    { model: COMPARED, outcome: OUTCOMES },
  ),
  learnflow_release_confidence: histogram('Confidence of each on the messages put to both, 0 to 1.', 'ratio', SHARES, {
    model: COMPARED,
  }),
  learnflow_release_feedback_total: counter(
    'What people said of answers, by whether active model or candidate had decided.',
    'opinions',
    { model: COMPARED, verdict: VERDICTS },
  ),

  // Tutors.
  learnflow_journey_seconds: histogram('From the message to its end.', 'seconds', LATENCY, { end: ENDS }),
  learnflow_dispatches_total: counter('Requests handed to a tutor, by how they ended.', 'requests', {
    agent: AGENTS,
    outcome: ENDS,
  }),
  learnflow_dispatch_attempts_total: counter('Attempts at a tutor, by how they ended.', 'attempts', {
    agent: AGENTS,
    outcome: ATTEMPT_OUTCOMES,
  }),
  learnflow_dispatch_attempt_seconds: histogram('How long one attempt at a tutor took.', 'seconds', ATTEMPT, {
    agent: AGENTS,
  }),
  learnflow_breaker_state: gauge(
    '1 for the state the breaker of a tutor is in, 0 for the others; each process has its own.',
    'none',
    { agent: AGENTS, state: BREAKER_STATES },
  ),
  learnflow_breaker_transitions_total: counter('Changes of state of the breaker of a tutor.', 'changes', {
    agent: AGENTS,
    to: BREAKER_STATES,
  }),
  learnflow_bulkhead_active: gauge('Questions a tutor works on.', 'questions', { agent: AGENTS }),
  learnflow_bulkhead_active_limit: gauge('Questions a tutor may work on at once.', 'questions', { agent: AGENTS }),
  learnflow_bulkhead_waiting: gauge('Questions that wait for a tutor.', 'questions', { agent: AGENTS }),
  learnflow_bulkhead_waiting_limit: gauge(
    'Questions that may wait for a tutor; more are refused as overloaded.',
    'questions',
    { agent: AGENTS },
  ),
  learnflow_reply_cache_total: counter(
    'Questions looked up in the cache of replies, by whether a reply was there.',
    'questions',
    { outcome: ['hit', 'miss'] },
  ),

  // The record, and what is given up.
  learnflow_journal_pending_writes: gauge('Writes that are not durable yet.', 'writes', NONE),
  learnflow_journal_lag_seconds: gauge('Age of the oldest write that is not durable yet.', 'seconds', NONE),
  learnflow_journal_ack_seconds: histogram('From a write to the word that it is durable.', 'seconds', COMMIT, {
    operation: ['accept', 'settle'],
  }),
  learnflow_journal_errors_total: counter('Writes of a request that the journal refused or failed.', 'writes', {
    operation: ['accept', 'settle'],
  }),
  learnflow_outbox_events: gauge(
    'Events that wait to be published, in the whole store; counted up to 100,000.',
    'events',
    NONE,
  ),
  learnflow_outbox_oldest_age_seconds: gauge(
    'Age of the oldest event that waits to be published, in the whole store; 0 when none waits.',
    'seconds',
    NONE,
  ),
  learnflow_events_total: counter(
    'Events handed to the bus, by what became of them; a failed one is sent again.',
    'events',
    {
      outcome: ['delivered', 'failed'],
    },
  ),
  learnflow_dead_letters_total: counter('Requests this process gave up.', 'dead letters', {
    agent: AGENTS,
    reason: DEAD_LETTER_REASONS,
  }),
  learnflow_dead_letters_waiting: gauge(
    'Dead letters that wait for a replay, in the whole store; counted up to 100,000.',
    'dead letters',
    { agent: AGENTS, reason: DEAD_LETTER_REASONS },
  ),
  learnflow_dead_letters_oldest_age_seconds: gauge(
    'Age of the oldest dead letter that waits for a replay, in the whole store; 0 when none waits.',
    'seconds',
    { agent: AGENTS },
  ),
  learnflow_replays_total: counter('Dead letters asked again, by how that ended.', 'dead letters', {
    agent: AGENTS,
    outcome: ['answered', 'given_up'],
  }),
  learnflow_store_unreadable: gauge(
    '1 when the numbers of the whole store could not be read at this scrape; they are then those of before.',
    'none',
    NONE,
  ),

  // Who is refused, and what is noticed.
  learnflow_auth_failures_total: counter('Requests whose sender was not proven.', 'requests', {
    reason: AUTH_FAILURES,
  }),
  learnflow_rate_limited_total: counter('Requests over a limit.', 'requests', { scope: LIMIT_SCOPES }),
  learnflow_rate_limit_insured_total: counter(
    'Limits decided by this process alone because the shared store was away.',
    'decisions',
    NONE,
  ),
  learnflow_rate_limit_store: gauge('1 for where limits are counted now, 0 for the others.', 'none', {
    store: LIMIT_STORES,
  }),
  learnflow_schema_violations_total: counter('Bodies that are not what a route takes.', 'requests', {
    kind: VIOLATIONS,
  }),
  learnflow_suspicious_texts_total: counter('Messages that speak to a model; none is blocked.', 'messages', {
    kind: SUSPICIONS,
  }),
  learnflow_removed_characters_total: counter('Invisible characters taken out.', 'characters', {
    kind: REMOVED_KINDS,
  }),
  learnflow_signing_keys_age_seconds: gauge(
    'Time since the keys of the identity provider were last read, or since the start while they never were; read when a token needs them. 0 with the development issuer.',
    'seconds',
    NONE,
  ),
  learnflow_signing_keys_unreachable: gauge(
    '1 after the keys of the identity provider could not be read, until they can.',
    'none',
    NONE,
  ),
  learnflow_signing_key_reads_total: counter('Reads of the keys of the identity provider.', 'reads', {
    outcome: ['read', 'failed'],
  }),

  // Flags.
  learnflow_flag_on: gauge('1 while the flag is on; for one that is targeted, for a student no rule names.', 'none', {
    flag: FLAG_NAMES,
  }),
  learnflow_guards_off: gauge('Guards that are turned off: 0 in a healthy service.', 'guards', NONE),
  learnflow_flags_stale: gauge('1 while the file of the flags is refused and an older state holds.', 'none', NONE),
  learnflow_flag_reloads_total: counter('States of the file of the flags, by what became of them.', 'states', {
    outcome: ['loaded', 'refused'],
  }),

  // The language model and its tokens.
  learnflow_llm_requests_total: counter(
    'Questions to the language model, by why it was asked and how it ended.',
    'questions',
    { purpose: PURPOSES, outcome: MODEL_OUTCOMES },
  ),
  learnflow_llm_seconds: histogram('How long the language model took.', 'seconds', ATTEMPT, NONE),
  learnflow_llm_tokens_total: counter(
    'Tokens spent on the language model, by who counted them: the provider or our tokenizer.',
    'tokens',
    PROMPT_TOKENS,
  ),
  learnflow_llm_breaker_open: gauge('1 while the breaker of the language model refuses.', 'none', NONE),
  learnflow_llm_shadow_total: counter(
    'Messages the skill was sure of that the model was asked about too, by whether it agreed.',
    'messages',
    { outcome: ['agreed', 'disagreed', 'undecided'] },
  ),
  learnflow_llm_reference_tokens_total: counter(
    'Tokens the model router alone would have used on the sampled messages, by our tokenizer.',
    'tokens',
    NONE,
  ),
  learnflow_llm_reference_messages_total: counter(
    'Messages sampled for learnflow_llm_reference_tokens_total.',
    'messages',
    NONE,
  ),
  learnflow_llm_budget_tokens: gauge('Tokens the language model may cost in a UTC day.', 'tokens', NONE),
  learnflow_llm_budget_left_tokens: gauge(
    'Tokens left of the budget of this UTC day, as the process knew when it last asked.',
    'tokens',
    NONE,
  ),
  learnflow_llm_budget_refusals_total: counter(
    'Questions the language model was not asked because a budget did not reach, by whose.',
    'questions',
    { budget: ['all', 'student'] },
  ),

  // Traces.
  learnflow_spans_total: counter('Spans handed to the collector of traces, by what became of them.', 'spans', {
    outcome: ['sent', 'lost'],
  }),

  // The process.
  learnflow_process_cpu_seconds_total: counter('Processor time, user and system.', 'seconds', NONE),
  learnflow_process_cpu_user_seconds_total: counter('Processor time in our code.', 'seconds', NONE),
  learnflow_process_cpu_system_seconds_total: counter('Processor time in the kernel.', 'seconds', NONE),
  learnflow_process_start_time_seconds: gauge('When the process started, since 1970.', 'seconds', NONE),
  learnflow_process_resident_memory_bytes: gauge('Memory the process holds.', 'bytes', NONE),
  learnflow_process_open_fds: gauge('Open files and connections.', 'descriptors', NONE),
  learnflow_process_max_fds: gauge('Files and connections that may be open.', 'descriptors', NONE),
  learnflow_nodejs_heap_size_total_bytes: gauge('Heap of the main thread.', 'bytes', NONE),
  learnflow_nodejs_heap_size_used_bytes: gauge('Heap of the main thread that is in use.', 'bytes', NONE),
  learnflow_nodejs_external_memory_bytes: gauge('Memory of buffers outside the heap.', 'bytes', NONE),
  learnflow_nodejs_eventloop_lag_seconds: gauge('How late one timer fires, measured at the scrape.', 'seconds', NONE),
  learnflow_nodejs_eventloop_lag_mean_seconds: gauge(
    'How late timers fired since the last scrape, on average.',
    'seconds',
    NONE,
  ),
  learnflow_nodejs_eventloop_lag_p99_seconds: gauge(
    'How late timers fired since the last scrape, 99th percentile.',
    'seconds',
    NONE,
  ),
  learnflow_nodejs_eventloop_lag_max_seconds: gauge(
    'How late timers fired since the last scrape, at most.',
    'seconds',
    NONE,
  ),
  learnflow_nodejs_gc_duration_seconds: histogram(
    'Pauses for garbage collection, by kind.',
    'seconds',
    [0.001, 0.01, 0.1, 1, 2, 5],
    {
      kind: ['major', 'minor', 'incremental', 'weakcb'],
    },
  ),
  learnflow_nodejs_version_info: gauge('Always 1; the labels are the version of Node.', 'none', {
    version: 'of Node',
    major: 'of Node',
    minor: 'of Node',
    patch: 'of Node',
  }),
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof CATALOGUE;

/** Values a label of a metric may have. */
export type LabelValue<
  Name extends MetricName,
  Label extends keyof (typeof CATALOGUE)[Name]['labels'],
> = (typeof CATALOGUE)[Name]['labels'][Label] extends readonly (infer Value)[] ? Value : string;
