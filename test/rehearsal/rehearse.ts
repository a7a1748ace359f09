import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ALL_ALERTS } from '../../deploy/observability/all-alerts.ts';
import { RUNBOOKS, type Runbook } from './read-runbook.ts';
import { type Desk, runBlock } from './run-block.ts';
import type { LiveAlert, TestPrometheus } from './start-prometheus.ts';

export interface World {
  readonly prometheus: TestPrometheus;
  readonly desk: Desk;
}

/** Something that breaks, what must be seen of it, and who mends what no command of the runbook can mend here. */
export interface Scenario {
  /** The runbook that is followed, by its file. */
  readonly runbook: string;
  /** Runbooks of what fires besides: they are followed up to where they send the reader on to the first. */
  readonly besides?: readonly string[];
  readonly breakIt?: () => unknown;
  /** It was broken before Prometheus first looked: there is no calm to wait for. */
  readonly isBroken?: true;
  /** Alerts that must fire. */
  readonly must: readonly string[];
  /** Alerts that may fire besides, because the fault is theirs too. No other may. */
  readonly may?: readonly string[];
  /** Does what the runbook asks of a cluster, a vendor or a server. Without it the runbook's own commands must suffice. */
  readonly mend?: () => unknown;
}

/** Alerts that must be pending before they fire. */
const WAITS = new Set(
  ALL_ALERTS.filter((alert) => ALL_ALERTS.every((other) => other.name !== alert.name || other.for !== '0s')).map(
    ({ name }) => name,
  ),
);
const LOOK_MS = 150;
/** How long anything may take to be seen, or to be over, in milliseconds: a loaded machine is slow. */
const PATIENCE_MS = 120_000;

/** Breaks it, waits for its alerts, follows the runbook, waits until nothing is alerted any more. */
export async function rehearse(t: TestContext, { prometheus, desk }: World, scenario: Scenario): Promise<void> {
  const { runbook: name, besides = [], breakIt, isBroken = false, must, may = [], mend } = scenario;
  const runbook = findRunbook(name);
  const seen = new Map<string, Set<LiveAlert['state']>>();
  const follow = async (section: string) => {
    const asksOthers = runbook.blocks.some(({ heading, needs }) => heading === section && needs === 'cluster');
    let isMended = section !== 'Do' || !asksOthers;
    if (section === 'Do' && !asksOthers) await mend?.();
    for (const { heading, needs, script } of runbook.blocks) {
      if (heading !== section) continue;
      if (needs === 'service') await runBlock(script, desk);
      else if (!isMended) {
        isMended = true;
        await mend?.();
      }
    }
  };
  const type = async ({ blocks }: Runbook, section: string) => {
    for (const { heading, needs, script } of blocks)
      if (heading === section && needs === 'service') await runBlock(script, desk);
  };
  let isUnderWay = false;
  const until = async (what: string, isSo: (firing: readonly string[]) => boolean) => {
    const startedAt = performance.now();
    for (;;) {
      const alerts = (await prometheus.alerts()).filter(({ labels }) => labels.alertname !== 'Watchdog');
      for (const { labels, state } of alerts) {
        const states = seen.get(labels.alertname) ?? new Set();
        seen.set(labels.alertname, states.add(state));
      }
      const firing = [
        ...new Set(alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname)),
      ];
      const others = firing.filter((one) => !must.includes(one) && !may.includes(one));
      if (isUnderWay) assert.deepEqual(others, [], `${name}: an alert that has nothing to do with it`);
      if (isSo(firing)) return (performance.now() - startedAt) / 1_000;
      assert.ok(performance.now() - startedAt < PATIENCE_MS, `${name}: ${what}: there is only ${firing.join(', ')}`);
      await wait(LOOK_MS);
    }
  };

  if (!isBroken) await until('calm before it', (firing) => firing.length === 0);
  isUnderWay = true;
  if (!isBroken) seen.clear();
  let seenAfter: number;
  let overAfter: number;
  try {
    await breakIt?.();
    seenAfter = await until(`waiting for ${must.join(', ')}`, (firing) => must.every((one) => firing.includes(one)));
    for (const other of besides) await type(findRunbook(other), 'Confirm');
    await follow('Confirm');
    await follow('Do');
    overAfter = await until('calm after it', (firing) => firing.length === 0);
  } catch (error) {
    // What comes next must not find it broken.
    await mend?.();
    throw error;
  }
  await follow('Over when');
  for (const other of besides) await type(findRunbook(other), 'Over when');
  for (const one of must.filter((each) => WAITS.has(each)))
    assert.ok(seen.get(one)?.has('pending'), `${one} fired without having been pending`);
  const also = [...seen].filter(([one, states]) => !must.includes(one) && states.has('firing')).map(([one]) => one);
  t.diagnostic(
    `${must.join(', ')}: firing after ${seenAfter.toFixed(1)} s` +
      `${also.length === 0 ? '' : `, with ${also.join(', ')}`}; over ${overAfter.toFixed(1)} s after the runbook`,
  );
}

function findRunbook(name: string): Runbook {
  const found = RUNBOOKS.find((one) => one.name === name);
  assert.ok(found, `no such runbook: ${name}`);
  return found;
}
