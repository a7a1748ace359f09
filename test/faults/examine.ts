import type { EventSink } from './event-sink.ts';
import type { Told } from './message-load.ts';

/** What was looked at after faults, and what was wrong with it. */
export interface FaultReport {
  readonly checks: readonly { readonly name: string; readonly wrong: readonly string[] }[];
  readonly messages: number;
  readonly accepted: number;
}

/**
 * Compares what students were told with what the store holds and what was published.
 * @param read runs a query on the store
 * @param slackMs how far apart two ends of one student must be for their order to be clear: with several processes those
 *   of the same moment have none
 */
export async function examine(
  read: <Row>(sql: string) => Promise<Row[]>,
  told: ReadonlyMap<string, Told>,
  { countById: events, bySubject }: Pick<EventSink, 'countById' | 'bySubject'>,
  slackMs = 0,
): Promise<FaultReport> {
  const requests = await read<{ request_id: string; status: string; settled_at_ms: number; dead_letters: number }>(
    `SELECT request_id, status, settled_at_ms, (SELECT count(*) FROM dead_letters d WHERE d.request_id = r.request_id) AS dead_letters
     FROM requests r`,
  );
  const keys = await read<{ key: string; request_id: string }>('SELECT key, request_id FROM idempotency_keys');
  const byId = new Map(requests.map((row) => [row.request_id, row]));
  const byKey = new Map(keys.map(({ key, request_id }) => [key, request_id]));
  const missing: string[] = [];
  const otherwise: string[] = [];
  const refusedYetThere: string[] = [];
  for (const [key, how] of told) {
    if (how === 'refused' && byKey.has(key)) refusedYetThere.push(`${key}: ${byKey.get(key)}`);
    if (typeof how === 'string') continue;
    const row = byId.get(how.requestId);
    if (row === undefined) missing.push(`${key}: ${how.requestId} was ${how.status} and is gone`);
    else if ((row.status === 'answered') !== (how.status === 'answered'))
      otherwise.push(`${key}: told ${how.status}, is ${row.status}`);
    if (byKey.get(key) !== how.requestId) otherwise.push(`${key}: its key stands for ${byKey.get(key)}`);
  }
  const unsettled = requests.filter(({ status }) => status !== 'answered' && status !== 'dead_lettered');
  const letterless = requests.filter(({ status, dead_letters }) => dead_letters !== Number(status === 'dead_lettered'));
  const ends = ({ request_id, status }: (typeof requests)[number]) => events.get(`${request_id}:${status}`) ?? 0;
  const ofUnknown = [...events.keys()].filter((id) => {
    const [requestId = '', status] = id.split(':');
    return byId.get(requestId)?.status !== status;
  });
  const settledAt = new Map(requests.map((row) => [`${row.request_id}:${row.status}`, row.settled_at_ms]));
  const disorder = [...bySubject]
    .filter(
      ([, ids]) =>
        !isSorted(
          ids.map((id) => settledAt.get(id) ?? 0),
          slackMs,
        ),
    )
    .map(([subject]) => subject);
  const wasTold = new Set(keys.map(({ request_id }) => request_id));
  const name = ({ request_id, status }: (typeof requests)[number]) => `${request_id} is ${status}`;
  return {
    messages: told.size,
    accepted: requests.length,
    checks: [
      { name: 'the load reached the service', wrong: requests.length > 0 ? [] : ['no request was accepted'] },
      { name: 'no request that a student was told of is missing', wrong: missing },
      { name: 'every request stands as its student was told', wrong: otherwise },
      { name: 'nothing is kept of a message whose student was told that it was not accepted', wrong: refusedYetThere },
      { name: 'every accepted request is in one final state', wrong: unsettled.map(name) },
      { name: 'each given up has one dead letter, the others none', wrong: letterless.map(name) },
      {
        name: 'no message became two requests',
        wrong: requests.filter(({ request_id }) => !wasTold.has(request_id)).map(name),
      },
      { name: 'the event of every end was delivered', wrong: requests.filter((row) => ends(row) === 0).map(name) },
      { name: 'no event tells of an end that was not', wrong: ofUnknown },
      { name: 'events of one student came in the order of what they tell', wrong: disorder },
    ],
  };
}

function isSorted(values: readonly number[], slack: number): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? value) - slack);
}
