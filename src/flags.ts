/** Where a flag stands in the documents and in `flags.json`. */
export const FLAG_GROUPS = ['routing', 'resilience', 'security', 'observability', 'performance'] as const;
export type FlagGroup = (typeof FLAG_GROUPS)[number];

export interface FlagRow {
  readonly group: FlagGroup;
  readonly owner: string;
  /** What it does while it is on. */
  readonly purpose: string;
  /** What happens when it is off. */
  readonly whenOff: string;
  /** State in the `flags.json` that ships. */
  readonly shipped: 'on' | 'off';
  /** Off is refused in production, and elsewhere on an address others can reach. */
  readonly isGuard?: true;
  /** May differ from student to student. */
  readonly isTargetable?: true;
}

function flag(group: FlagGroup, owner: string, row: Omit<FlagRow, 'group' | 'owner'>): FlagRow {
  return { group, owner, ...row };
}

/** Every flag there is, one row each. `docs/flags.md` and the check of `flags.json` come from this table. */
export const FLAGS = {
  'openai-router': flag('routing', 'classification', {
    purpose:
      'The language model is asked about messages the local classifier is unsure of, once a model is configured.',
    whenOff: 'No language model is ever asked.',
    shipped: 'on',
    isTargetable: true,
  }),
  'skill-library': flag('routing', 'classification', {
    purpose: 'The local classifier decides first; the model is asked only below its threshold.',
    whenOff:
      'The language model decides every message first. Refused unless a model is configured and on for everyone.',
    shipped: 'on',
  }),
  'fallback-to-skill': flag('routing', 'classification', {
    purpose: 'When the language model fails or is late, the local classifier’s decision stands.',
    whenOff: 'When the language model fails or is late, the review tutor answers.',
    shipped: 'on',
  }),
  'ml-classifier': flag('routing', 'classification', {
    purpose: 'The local classifier uses the trained model.',
    whenOff: 'The local classifier uses the hand-written rules alone.',
    shipped: 'on',
  }),
  'circuit-breaker': flag('resilience', 'dispatch', {
    purpose: 'A tutor that keeps failing is left alone for a while, and students are told at once.',
    whenOff: 'A failing tutor is asked every time; its breaker neither counts nor refuses.',
    shipped: 'on',
  }),
  'retry-policy': flag('resilience', 'dispatch', {
    purpose: 'An attempt that failed and may succeed is made again, up to three times.',
    whenOff: 'One attempt, and its end is final.',
    shipped: 'on',
  }),
  'dead-letter-queue': flag('resilience', 'dispatch', {
    purpose: 'A request no tutor could answer is kept as a dead letter that can be replayed.',
    whenOff: 'A request no tutor could answer ends as failed and cannot be replayed.',
    shipped: 'on',
    isGuard: true,
  }),
  'jwt-validation': flag('security', 'edge', {
    purpose: 'Every caller proves who they are with a token this service verifies.',
    whenOff: 'Everyone is the student “anonymous”; the operators’ routes stay closed.',
    shipped: 'on',
    isGuard: true,
  }),
  'rate-limiting': flag('security', 'edge', {
    purpose: 'A student may send so many messages a minute and an hour.',
    whenOff: 'Nobody is limited.',
    shipped: 'on',
    isGuard: true,
  }),
  'request-sanitization': flag('security', 'sanitize', {
    purpose: 'Invisible characters are taken out of a message and its text is normalised before anything reads it.',
    whenOff: 'The text goes on as it came; sizes are still bounded.',
    shipped: 'on',
    isGuard: true,
  }),
  'distributed-tracing': flag('observability', 'telemetry', {
    purpose: 'Spans are made, and the trace’s context is passed on to tutors.',
    whenOff: 'No spans and no trace context.',
    shipped: 'on',
  }),
  'prometheus-metrics': flag('observability', 'telemetry', {
    purpose: '`/metrics` answers.',
    whenOff: '`/metrics` answers 404.',
    shipped: 'on',
  }),
  'audit-logging': flag('observability', 'journal', {
    purpose: 'Outcomes, their evidence and refusals are kept in the audit log.',
    whenOff: 'Outcomes are kept, evidence and refusals are not.',
    shipped: 'on',
    isGuard: true,
  }),
  'connection-pooling': flag('performance', 'dispatch', {
    purpose: 'Connections to tutors in other processes are kept open and used again.',
    whenOff: 'Each call to a tutor in another process opens a connection of its own.',
    shipped: 'on',
  }),
  'concurrent-processing': flag('performance', 'edge', {
    purpose: 'The messages of a batch are worked on together.',
    whenOff: 'The messages of a batch are worked on one after the other.',
    shipped: 'on',
  }),
  'response-caching': flag('performance', 'dispatch', {
    purpose: 'The same concept question without code gets the reply given a short time ago.',
    whenOff: 'Every question is put to its tutor.',
    shipped: 'off',
  }),
  'batch-processing': flag('performance', 'edge', {
    purpose: '`POST /api/v1/triage/batch` takes up to a hundred messages at once.',
    whenOff: '`POST /api/v1/triage/batch` answers 404.',
    shipped: 'off',
  }),
} as const satisfies Record<string, FlagRow>;

export type FlagName = keyof typeof FLAGS;

export const FLAG_NAMES = Object.keys(FLAGS) as FlagName[];

/** A flag's row, with what only some rows say. */
export function rowOf(name: FlagName): FlagRow {
  return FLAGS[name];
}

/** Flags set on or off by hand, whatever the file says: for emergencies. */
export type FlagOverrides = Readonly<Partial<Record<FlagName, boolean>>>;

/** The setting that overrides a flag. */
export function overrideEnvOf(name: FlagName): string {
  return `LEARNFLOW_FLAG_${name.toUpperCase().replaceAll('-', '_')}`;
}

export type FlagState = 'on' | 'off';

/** The flags as they stand at one moment: read once a message, so that a reload never splits one. */
export interface FlagSnapshot {
  /** Names this state: the same file and overrides give the same. */
  readonly revision: string;
  /** Whether each is on; for one that is targeted, for a student no rule names. */
  readonly on: Readonly<Record<FlagName, boolean>>;
  /** The flags that shape every decision, as its record names them. */
  readonly shaping: Readonly<Partial<Record<FlagName, FlagState>>>;
  /** Whether a flag is on for one student; the same answer as long as the revision is the same. */
  isOnFor(name: FlagName, studentId: string): boolean | Promise<boolean>;
}
