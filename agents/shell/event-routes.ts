import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { type DeliveryStatus, type LearningEvent, LearningEventSchema } from '../../contract/learning-event.ts';
import type { ActivityLedger } from './activity-ledger.ts';

const MAX_DAY_COUNTS = 1_000;
const validator = Compile(LearningEventSchema);

/** How an event was answered, and what stood in the way of counting it. */
export interface Delivery {
  readonly status: DeliveryStatus;
  /** Undefined for what is no event. */
  readonly event: LearningEvent | undefined;
  readonly error?: unknown;
}

/** Who follows the events that come to a tutor's process: told when one comes, and once it is answered. */
export type FollowEvent = (headers: IncomingHttpHeaders, body: unknown) => (delivery: Delivery) => void;

/**
 * What a tutor's process does with the events of `learning.events`: it counts them. An event that is none is of no use
 * the second time either and is dropped, which makes it a dead letter; one that cannot be written now is wanted again.
 */
export function addEventRoutes(app: FastifyInstance, ledger: ActivityLedger, follow: FollowEvent | undefined): void {
  app.addContentTypeParser('application/cloudevents+json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(null, undefined);
    }
  });

  async function take(body: unknown): Promise<Delivery> {
    if (!validator.Check(body)) return { status: 'DROP', event: undefined };
    const event = body as LearningEvent;
    try {
      await ledger.apply(event);
      return { status: 'SUCCESS', event };
    } catch (error) {
      return { status: 'RETRY', event, error };
    }
  }

  app.post('/events', async ({ headers, body }): Promise<{ status: DeliveryStatus }> => {
    const end = follow?.(headers, body);
    const delivery = await take(body);
    end?.(delivery);
    return { status: delivery.status };
  });

  app.get('/activity', async () => ({ ...ledger.totals(), days: ledger.readDays(MAX_DAY_COUNTS) }));
}
