import type { AgentId } from '../../contract/intents.ts';
import type { SpanRole } from './span.ts';

/** What is known of a span before there is one. */
export interface SpanRow {
  readonly role: SpanRole;
  /** Which spans of ours it may stand below; sidecars may have theirs between. None: it may come from another process. */
  readonly below: readonly string[];
  /** What may be told of it, besides `error.type`. */
  readonly attributes: readonly string[];
  /** Shown in docs/monitoring.md. */
  readonly says: string;
}

const REQUEST = '<method> <route>';
/** What the work on one message may stand below: the request that brought it, alone or among others. */
const MESSAGE = [REQUEST, 'message'] as const;
const OF_DECISION = [
  ...['learnflow.request_id', 'learnflow.intent', 'learnflow.confidence'],
  ...['learnflow.decided_by', 'learnflow.outcome', 'learnflow.agent'],
];
const OF_REQUEST = ['http.request.method', 'url.scheme', 'network.protocol.version', 'http.route', 'url.path'];
const OF_EVENT = [
  ...['messaging.system', 'messaging.operation.name', 'messaging.operation.type', 'messaging.destination.name'],
  ...['messaging.message.id', 'learnflow.event'],
];

/** Spans that begin a process's part of a trace: below nothing of ours but what another process, or the record, tells. */
const FIRST_SPANS = {
  [REQUEST]: {
    role: 'server',
    below: [],
    attributes: [...OF_REQUEST, 'http.response.status_code', ...OF_DECISION],
    says: 'An HTTP request of the service, probes apart; of an address that is none, its method alone.',
  },
  'POST /process': {
    role: 'server',
    below: ['ask <tutor>'],
    attributes: [...OF_REQUEST, 'http.response.status_code', 'learnflow.request_id'],
    says: 'A question in a tutor’s process of its own.',
  },
  'send learning.events': {
    role: 'producer',
    below: MESSAGE,
    attributes: OF_EVENT,
    says: 'An event on its way to the broker; it may leave after the answer.',
  },
  'process learning.events': {
    role: 'consumer',
    below: ['send learning.events'],
    attributes: OF_EVENT,
    says: 'An event taken by a tutor’s process.',
  },
  replay: {
    role: 'internal',
    below: MESSAGE,
    attributes: [],
    says: 'A dead letter that is asked again, in the trace of its request.',
  },
} as const satisfies Record<string, SpanRow>;

/** Spans below another of the same process. */
const INNER_SPANS = {
  message: { role: 'internal', below: [REQUEST], attributes: OF_DECISION, says: 'One message of a batch.' },
  sanitize: { role: 'internal', below: MESSAGE, attributes: [], says: 'Cleaning the text.' },
  classify: { role: 'internal', below: MESSAGE, attributes: [], says: 'Finding out what is needed.' },
  'chat <model>': {
    role: 'client',
    below: ['classify'],
    attributes: [
      ...['gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.request.model', 'gen_ai.request.max_tokens'],
      ...['gen_ai.request.temperature', 'gen_ai.output.type', 'gen_ai.response.model', 'gen_ai.usage.input_tokens'],
      ...['gen_ai.usage.output_tokens', 'server.address', 'server.port', 'learnflow.purpose'],
      'learnflow.tokens_counted_by',
    ],
    says: 'One call of the language model. One that only compares may end after the answer.',
  },
  route: { role: 'internal', below: MESSAGE, attributes: [], says: 'Choosing who answers.' },
  'journal accept': { role: 'internal', below: MESSAGE, attributes: [], says: 'Writing the request down.' },
  'ask <tutor>': {
    role: 'client',
    below: [...MESSAGE, 'replay'],
    attributes: [
      ...['learnflow.agent', 'http.request.method', 'http.request.resend_count', 'http.response.status_code'],
      ...['url.full', 'server.address', 'server.port'],
    ],
    says: 'One attempt at a tutor.',
  },
  'answer <tutor>': {
    role: 'internal',
    below: ['ask <tutor>'],
    attributes: ['learnflow.agent', 'thread.id'],
    says: 'A tutor’s work in its worker thread. One that was ended for taking too long has none.',
  },
  'journal settle': { role: 'internal', below: MESSAGE, attributes: [], says: 'Writing down how it ended.' },
} as const satisfies Record<string, SpanRow>;

/** Every span there is: one that is not here cannot be begun below another. */
export const SPANS = { ...FIRST_SPANS, ...INNER_SPANS };

type Filled<Row extends string> = Row extends `${infer Word} <tutor>`
  ? `${Word} ${AgentId}`
  : Row extends `${infer Word} <model>`
    ? `${Word} ${string}`
    : Row;

/** The names of spans below another of the same process. */
export type SpanName = Filled<keyof typeof INNER_SPANS>;
