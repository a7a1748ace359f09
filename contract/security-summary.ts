import { type Static, Type } from 'typebox';

/** Every way a caller may fail to prove who they are. */
export const AUTH_FAILURES = [
  'missing',
  'malformed',
  'too_long',
  'two_headers',
  'in_query',
  'algorithm',
  'signature',
  'unknown_key',
  'keys_unavailable',
  'issuer',
  'audience',
  'type',
  'expired',
  'not_yet_valid',
  'lifetime',
  'claim',
  'subject',
  'role',
  'duplicate_claim',
] as const;
export type AuthFailure = (typeof AUTH_FAILURES)[number];

/** What is limited: a student's messages, anyone's other requests, and failed authentication from one address. */
export const LIMIT_SCOPES = ['messages', 'reads', 'failed_authentication'] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

/** Where limits are counted now; `insured` is this process's memory while Redis is away. */
export const LIMIT_STORES = ['memory', 'redis', 'insured'] as const;
export type LimitStore = (typeof LIMIT_STORES)[number];

/** Every way a body may not be what a route takes. */
export const VIOLATIONS = [
  'unreadable',
  'too_deep',
  'unknown_field',
  'missing_field',
  'wrong_value',
  'too_large',
  'media_type',
] as const;
export type Violation = (typeof VIOLATIONS)[number];

/** Kinds of invisible characters that are taken out of messages. */
export const REMOVED_KINDS = ['control', 'bidi', 'zero_width', 'tag', 'variation', 'lone_surrogate'] as const;
export type RemovedKind = (typeof REMOVED_KINDS)[number];

/** Signs that a text speaks to a model and not to a tutor. They are recorded and block nothing. */
export const SUSPICIONS = [
  'overrides_instructions',
  'assigns_role',
  'asks_for_prompt',
  'fakes_turn',
  'lifts_rules',
  'hides_text',
] as const;
export type Suspicion = (typeof SUSPICIONS)[number];

const counts = <Name extends string>(names: readonly Name[], description: string) =>
  Type.Object(
    Object.fromEntries(names.map((name) => [name, Type.Integer({ minimum: 0 })])) as Record<
      Name,
      ReturnType<typeof Type.Integer>
    >,
    { additionalProperties: false, description },
  );

/** What this process has refused and noticed since it started. */
export const SecuritySummarySchema = Type.Object(
  {
    since: Type.String({ format: 'date-time', description: 'When this process started counting.' }),
    auth_failures: counts(AUTH_FAILURES, 'Requests whose sender was not proven, by reason.'),
    refused_limits: counts(LIMIT_SCOPES, 'Requests over a limit.'),
    schema_violations: counts(VIOLATIONS, 'Bodies that were not what the route takes.'),
    suspicious_texts: counts(SUSPICIONS, 'Messages with signs of instructions aimed at a model; none was blocked.'),
    removed_characters: counts(REMOVED_KINDS, 'Invisible characters taken out of messages.'),
    shed_requests: Type.Integer({ minimum: 0, description: 'Requests refused because the process was overloaded.' }),
    rate_limit_store: Type.Enum(LIMIT_STORES),
  },
  { additionalProperties: false },
);
export type SecuritySummary = Static<typeof SecuritySummarySchema>;
