import { INTENTS } from '../../contract/intents.ts';
import { createTokens } from '../create-tokens.ts';

export interface Load {
  /** What is asked from now on; the intent is chosen, so that every tutor gets its share. */
  ask: (count: number) => object;
  /** Where it is asked. */
  path: string;
  token: (() => Promise<string>) | undefined;
  /** Answers so far, by status. */
  readonly statuses: ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

/** Questions at a steady pace, from as many students as it takes to keep each below the limits. */
export function startLoad(service: { url: string; dataDir: string }, perSecond: number): Load {
  const statuses = new Map<number, number>();
  const tokens = createTokens(service.dataDir).then((issue) =>
    Promise.all(Array.from({ length: 60 }, (_, index) => issue(`student-${index}`))),
  );
  const underWay = new Set<Promise<void>>();
  let count = 0;
  const load = {
    ask: askEveryTutor,
    path: '/api/v1/triage',
    token: undefined as Load['token'],
    statuses,
    async stop() {
      clearInterval(timer);
      await Promise.allSettled(underWay);
    },
  };

  async function send(): Promise<void> {
    const own = (await tokens)[count % 60] ?? '';
    const body = JSON.stringify(load.ask(count++));
    const headers = {
      authorization: `Bearer ${load.token === undefined ? own : await load.token()}`,
      'content-type': 'application/json',
    };
    const answer = await fetch(`${service.url}${load.path}`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  }

  const timer = setInterval(() => {
    // A service that is away is one of the things that are rehearsed.
    const one: Promise<void> = send()
      .catch(() => undefined)
      .then(() => void underWay.delete(one));
    underWay.add(one);
  }, 1_000 / perSecond);
  return load;
}

function askEveryTutor(count: number): object {
  return { query: 'please help me', session_context: { chosen_intent: INTENTS[count % INTENTS.length] } };
}
