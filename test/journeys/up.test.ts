import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunningProgram, startProgram } from '../../cli/dapr/start-program.ts';
import { createTokens } from '../create-tokens.ts';
import { missingPart, requirePart } from '../stack/build-part.ts';
import { DAPR } from '../stack/parts.ts';
import { KAFKA, startKafka } from '../stack/start-kafka.ts';
import { call } from '../start-service.ts';

async function waitForEvents(file: string, count: number): Promise<void> {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  while (db.prepare('SELECT count(*) AS n FROM seen').get()?.n !== count) await wait(100);
  db.close();
}

describe('journey: learnflow up', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'learnflow-up-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const up = (env: Record<string, string>, ...options: string[]) =>
    startProgram(['up', '--port', '0', '--metrics-port', '0', '--data-dir', dataDir, ...options], env);

  /** Asks two tutors, says where operators see them, and stops it all. */
  async function use(fleet: RunningProgram, beforeEnd = async () => {}) {
    const makeToken = await createTokens(dataDir);
    const token = await makeToken('ada');
    const answers = await Promise.all(
      (['concept_explanation', 'progress_check'] as const).map((intent) =>
        call(fleet, '/api/v1/triage', {
          token,
          body: { query: 'what is a list?', session_context: { chosen_intent: intent } },
        }),
      ),
    );
    const { json } = await call(fleet, '/api/v1/agents', { token: await makeToken('op', 'operator') });
    await beforeEnd();
    const exited = once(fleet.process, 'exit');
    await fleet.stop();
    const [code] = await exited;
    return { statuses: answers.map(({ status }) => status), agents: JSON.stringify(json), code };
  }

  it('runs the service and five tutors, each a process of its own', async () => {
    const { statuses, agents, code } = await use(await up({}));
    assert.deepEqual([statuses, code], [[200, 200], 0]);
    assert.equal(agents.match(/http:\/\/127\.0\.0\.1:\d+/g)?.length, 5);
  });

  const noBroker = missingPart(DAPR) ?? missingPart(KAFKA);
  it('puts each behind a Dapr sidecar with --dapr, and counts events with --kafka', {
    skip: noBroker ?? false,
  }, async () => {
    const kafka = await startKafka();
    try {
      const env = { DAPRD: join(requirePart(DAPR), 'daprd') };
      const fleet = await up(env, '--dapr', '--kafka', kafka.plainAddress);
      const { statuses, agents, code } = await use(fleet, () => waitForEvents(join(dataDir, 'activity.db'), 2));
      assert.deepEqual([statuses, code], [[200, 200], 0]);
      assert.equal(agents.match(/dapr:\/\/127\.0\.0\.1:\d+\/\w+-agent/g)?.length, 5);
    } finally {
      await kafka.stop();
    }
  });

  it('starts nothing without a daprd, or with a broker that nobody would reach', async () => {
    await assert.rejects(up({ DAPRD: join(dataDir, 'daprd') }, '--dapr'), /learnflow up ended with 1/);
    await assert.rejects(up({}, '--kafka', '127.0.0.1:9092'), /learnflow up ended with 1/);
  });
});
