import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTokens } from '../create-tokens.ts';
import { expectAnswers } from '../expect-answers.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../start-postgres.ts';
import { startService, type TestService } from '../start-service.ts';
import { askSteadily, type Questions } from './ask-steadily.ts';
import { RUNBOOKS } from './read-runbook.ts';
import { makeFolder, runBlock } from './run-block.ts';

const BLOCKS = RUNBOOKS.find(({ name }) => name === 'restore')?.blocks ?? [];
/** There is no cluster here: what is for one alone is stood in for below. */
const scriptsOf = (wanted: string) =>
  BLOCKS.filter(({ heading, needs }) => heading === wanted && needs === 'service').map(({ script }) => script);

let postgres: TestPostgres | undefined;
before(async () => {
  if (missingPostgres() === undefined) postgres = await startPostgres();
});
after(() => postgres?.stop());

interface Store {
  /** Its address, by a name; undefined for the file in the data folder. */
  readonly addressOf: (name: 'live' | 'restored') => Promise<string | undefined>;
  readonly lose: (dataDir: string) => unknown;
  /** What `doctor` says of it before, and of it when it is lost. */
  readonly sound: RegExp;
  readonly lost: RegExp;
}

const stores: Readonly<Record<'SQLite' | 'PostgreSQL', Store>> = {
  SQLite: {
    addressOf: async () => undefined,
    lose(dataDir) {
      const file = join(dataDir, 'learnflow.db');
      writeFileSync(file, randomBytes(65_536));
      rmSync(`${file}-wal`, { force: true });
    },
    sound: /^ok {5}store: .* is sound/m,
    lost: /^WRONG {2}store: .*\n.*restore a backup/m,
  },
  PostgreSQL: {
    addressOf: async (name) => postgres?.database(name),
    lose: () => postgres?.run('DROP DATABASE live WITH (FORCE)'),
    sound: /^ok {5}store: PostgreSQL/m,
    lost: /^WRONG {2}store: .*"live" does not exist/m,
  },
};

describe('rehearsal: a store that is lost', { concurrency: true }, () => {
  for (const [kind, { addressOf, lose, sound, lost }] of Object.entries(stores)) {
    const skip = kind === 'PostgreSQL' ? (missingPostgres() ?? false) : false;
    describe(`on ${kind}`, { skip }, () => {
      const folder = makeFolder('restore');
      // Of the runbook's BACKUP and RESTORED.
      const flagsFile = join(folder, 'flags.json');
      const restoredDir = `${flagsFile}.restored`;
      let live: TestService;
      let restored: TestService | undefined;
      let questions: Questions;
      const start = (store: string | undefined, dataDir?: string) =>
        startService({ LEARNFLOW_LOG_LEVEL: 'error', ...(store !== undefined && { LEARNFLOW_STORE: store }) }, dataDir);
      const deskOf = (service: TestService, store: string | undefined) => ({
        service,
        flagsFile,
        ...(store !== undefined && { store }),
      });

      before(async () => {
        live = await start(await addressOf('live'));
        questions = await askSteadily(live);
      });
      after(async () => {
        await questions?.stop();
        await live?.stop();
        await restored?.stop();
        rmSync(folder, { recursive: true, force: true });
      });

      it('gives back, by its runbook, every answer from before the backup', async (t) => {
        const desk = deskOf(live, await addressOf('live'));
        const [confirm = ''] = scriptsOf('Confirm');
        const [backUp = '', restore = ''] = scriptsOf('Do');
        assert.match(await runBlock(confirm, desk), sound);
        await questions.waitForAnswers(20);
        const answered = new Map(questions.answered);
        await runBlock(backUp, desk);
        await questions.waitForAnswers(8);
        assert.deepEqual(questions.failures, [], 'the backup was noticed');

        await questions.stop();
        await live.stop({ signal: 'SIGKILL', keepData: true });
        await lose(live.dataDir);
        const complaint = await runBlock(confirm, desk).then(
          () => assert.fail('doctor found nothing'),
          (error: { stdout: string }) => error.stdout,
        );
        assert.match(complaint, lost);

        const store = await addressOf('restored');
        await runBlock(restore, deskOf(live, store));
        mkdirSync(restoredDir, { recursive: true });
        // Stands for the identity provider, which a lost store does not take with it.
        copyFileSync(join(live.dataDir, 'development-key.json'), join(restoredDir, 'development-key.json'));
        restored = await start(store, restoredDir);
        await expectAnswers(restored, answered, await createTokens(restoredDir));
        for (const script of scriptsOf('Over when')) await runBlock(script, deskOf(restored, store));
        t.diagnostic(`${answered.size} answers from before the backup are there, and each is the one that was given`);
      });
    });
  }
});
