import { type Static, Type } from 'typebox';
import { AgentIdSchema, IntentSchema } from './intents.ts';

export const BREAKER_STATES = ['closed', 'open', 'half_open'] as const;

/** One tutor's circuit breaker, as this process sees it: each replica has its own. */
export const BreakerStatusSchema = Type.Object(
  {
    agent: AgentIdSchema,
    state: Type.Enum(BREAKER_STATES),
    consecutive_failures: Type.Integer({ minimum: 0 }),
    open_until: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
);
export type BreakerStatus = Static<typeof BreakerStatusSchema>;

export const CircuitBreakersSchema = Type.Object(
  { circuit_breakers: Type.Array(BreakerStatusSchema) },
  { additionalProperties: false },
);
export type CircuitBreakers = Static<typeof CircuitBreakersSchema>;

/** One tutor and how busy this process keeps it. */
export const AgentStatusSchema = Type.Object(
  {
    agent: AgentIdSchema,
    serves: IntentSchema,
    reached: Type.String({ description: 'in-process, or the address it is asked at' }),
    breaker: Type.Enum(BREAKER_STATES),
    active: Type.Integer({ minimum: 0 }),
    max_active: Type.Integer({ minimum: 0 }),
    waiting: Type.Integer({ minimum: 0 }),
    max_waiting: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type AgentStatus = Static<typeof AgentStatusSchema>;

export const AgentsSchema = Type.Object({ agents: Type.Array(AgentStatusSchema) }, { additionalProperties: false });
export type Agents = Static<typeof AgentsSchema>;
