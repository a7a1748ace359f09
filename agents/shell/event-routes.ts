import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { type DeliveryStatus, type LearningEvent, LearningEventSchema } from '../../contract/learning-event.ts';
import type { ActivityLedger } from './activity-ledger.ts';

const MAX_DAY_COUNTS = 1_000;
const validator = Compile(LearningEventSchema);

/**
 * What a tutor's process does with the events of `learning.events`: it counts them. An event that is none is of no use
 * the second time either and is dropped, which makes it a dead letter; one that cannot be written now is wanted again.
 */
export function addEventRoutes(
  app: FastifyInstance,
  ledger: ActivityLedger,
  onFailure: (error: unknown) => void,
): void {
  app.addContentTypeParser('application/cloudevents+json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(null, undefined);
    }
  });

  app.post('/events', async ({ body }): Promise<{ status: DeliveryStatus }> => {
    if (!validator.Check(body)) return { status: 'DROP' };
    try {
      await ledger.apply(body as LearningEvent);
      return { status: 'SUCCESS' };
    } catch (error) {
      onFailure(error);
      return { status: 'RETRY' };
    }
  });

  app.get('/activity', async () => ({ ...ledger.totals(), days: ledger.readDays(MAX_DAY_COUNTS) }));
}
