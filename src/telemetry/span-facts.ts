import type { Classification, RoutingDecision } from '../../contract/decision.ts';
import type { SpanAttributes } from './span.ts';

/** What the span of a request says of the decision: never the message, never the student. */
export function factsOfDecision(
  requestId: string,
  classification: Classification,
  decision: RoutingDecision,
): SpanAttributes {
  return {
    'learnflow.request_id': requestId,
    'learnflow.intent': classification.intent,
    'learnflow.confidence': classification.confidence,
    'learnflow.decided_by': classification.decided_by,
    'learnflow.outcome': decision.outcome,
    'learnflow.agent': decision.target_agent ?? 'none',
  };
}

/** What the span of an event that is sent or taken says of it, under the names of OpenTelemetry's conventions for messaging. */
export function factsOfEvent(
  { id, type }: { readonly id: string; readonly type: string },
  operation: 'send' | 'process' = 'send',
): SpanAttributes {
  return {
    'messaging.system': 'cloudevents',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': 'learning.events',
    'messaging.message.id': id,
    'learnflow.event': type,
  };
}
