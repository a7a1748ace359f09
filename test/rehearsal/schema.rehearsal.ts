import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTokens } from '../create-tokens.ts';
import { expectAnswers } from '../expect-answers.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../start-postgres.ts';
import { call, startService, type TestService } from '../start-service.ts';
import { askSteadily, type Questions } from './ask-steadily.ts';
import { addSchemaStep } from './next-build.ts';
import { type Build, startBuild, writeNext } from './other-builds.ts';
import { makeFolder } from './run-block.ts';

const folder = makeFolder('schema');
let next: Build;
let postgres: TestPostgres | undefined;
before(async () => {
  next = writeNext(join(folder, 'next'), addSchemaStep);
  if (missingPostgres() === undefined) postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const stores = {
  SQLite: async () => `sqlite:${join(folder, 'learnflow.db')}`,
  PostgreSQL: async () => (await postgres?.database('schema')) ?? '',
};

describe('rehearsal: a schema that goes ahead and a build that comes back', { concurrency: true }, () => {
  for (const [kind, storeOf] of Object.entries(stores)) {
    const skip = kind === 'PostgreSQL' ? (missingPostgres() ?? false) : false;
    describe(`on ${kind}`, { skip }, () => {
      const logged = { LEARNFLOW_LOG_LEVEL: 'error' };
      let env: Record<string, string>;
      let service: TestService;
      let questions: Questions;
      before(async () => {
        env = { ...logged, LEARNFLOW_STORE: await storeOf() };
        service = await startService(env);
        questions = await askSteadily(service);
      });
      after(async () => {
        await questions?.stop();
        await service?.stop();
      });

      const readSchema = async (one: { url: string }) => Number((await call(one, '/readyz')).json.schema);

      it('is noticed by nobody', async (t) => {
        const schema = await readSchema(service);
        await questions.unnoticed(async () => {
          await questions.waitForAnswers(8);
          const newer = await startBuild(next, service.dataDir, env);
          try {
            assert.equal(await readSchema(newer), schema + 1);
            // Both work on the newer schema: this one was there before it.
            await questions.waitForAnswers(8);
            await questions.moveTo(newer.url);
            // This one starts anew on it, as after a rollback of the code.
            await service.stop({ keepData: true });
            service = await startService(env, service.dataDir);
            assert.equal(await readSchema(service), schema + 1);
            await questions.moveTo(service.url);
          } finally {
            await newer.stop();
          }
          await questions.waitForAnswers(8);
          await expectAnswers(service, questions.answered, await createTokens(service.dataDir));
        });
        t.diagnostic(`${next.says}: schema ${schema + 1} stays, the build of schema ${schema} serves again`);
        t.diagnostic(`${questions.answered.size} questions answered meanwhile, ${questions.failures.length} failed`);
      });
    });
  }
});
