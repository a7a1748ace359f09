import { setTimeout as wait } from 'node:timers/promises';
import { INTENTS } from '../../contract/intents.ts';
import { askUntilKnown, type Told } from '../faults/message-load.ts';
import type { Fleet } from './start-fleet.ts';

const STUDENTS = 60;

export interface SteadyLoad {
  /** Resolves once so many messages have been sent. */
  untilSent(count: number): Promise<void>;
  readonly sent: () => number;
  /** Stops once so many messages have been sent. @returns what each student was told of each message, once all is known */
  end(): Promise<ReadonlyMap<string, Told>>;
}

/**
 * Sends messages at a steady rate until it is ended, however slowly they are answered, to the services in turn: who gets
 * no answer asks the next. Every tutor gets its share.
 * @param messages fewest that are sent
 */
export function sendSteadily(
  { services, makeToken }: Fleet,
  { messages, perSecond }: { readonly messages: number; readonly perSecond: number },
): SteadyLoad {
  const told = new Map<string, Told>();
  const milestones: { readonly count: number; readonly resolve: () => void }[] = [];
  let sent = 0;
  let turn = 0;
  let isOver = false;
  const inTurn = {
    get url() {
      turn += 1;
      return services[turn % services.length]?.app.url ?? '';
    },
  };

  async function send(): Promise<ReadonlyMap<string, Told>> {
    const tokens = await Promise.all(Array.from({ length: STUDENTS }, (_, student) => makeToken(`student-${student}`)));
    const startedAt = performance.now();
    const asked: Promise<void>[] = [];
    while (!isOver || sent < messages) {
      const dueInMs = startedAt + (sent * 1_000) / perSecond - performance.now();
      if (dueInMs > 0) await wait(dueInMs);
      const student = sent % STUDENTS;
      const key = `${student}-${sent}`;
      const intent = INTENTS[Math.floor(sent / STUDENTS + sent) % INTENTS.length] ?? INTENTS[0];
      asked.push(
        askUntilKnown(inTurn, tokens[student] ?? '', key, intent).then((how) => {
          told.set(key, how);
        }),
      );
      sent += 1;
      for (const { count, resolve } of milestones) if (count <= sent) resolve();
    }
    await Promise.all(asked);
    return told;
  }

  const allTold = send();
  return {
    untilSent: (count) =>
      new Promise((resolve) => {
        if (count <= sent) resolve();
        else milestones.push({ count, resolve });
      }),
    sent: () => sent,
    end() {
      isOver = true;
      return allTold;
    },
  };
}
