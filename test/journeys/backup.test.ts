import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createTokens } from '../create-tokens.ts';
import { type AnsweredRequest, expectAnswers } from '../expect-answers.ts';
import { missingProgram } from '../skip-aloud.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../start-postgres.ts';
import { call, startService, type TestService } from '../start-service.ts';

const CLI = new URL('../../cli/learnflow.js', import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), 'learnflow-backup-'));
let postgres: TestPostgres | undefined;
before(async () => {
  if (missingPostgres() === undefined) postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** A store that is not there yet: the settings that name it, and its data folder. */
const stores = {
  sqlite: async (name: string) => ({ LEARNFLOW_STORE: `sqlite:${join(root, `${name}.db`)}` }),
  postgres: async (name: string) => ({ LEARNFLOW_STORE: (await postgres?.database(name)) ?? '' }),
};

const learnflow = (env: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, [CLI, ...args, '--data-dir', root], { env: { ...process.env, ...env } });

for (const [kind, store] of Object.entries(stores)) {
  const skip = kind === 'postgres' ? (missingPostgres() ?? missingProgram('pg_dump') ?? false) : false;
  describe(`journey: backup and restore on ${kind}`, { skip }, () => {
    const file = join(root, `${kind}.backup`);
    const list = join(root, `${kind}.erasures`);
    let service: TestService;
    let restored: TestService;
    let token: (student: string, role?: 'student' | 'operator') => Promise<string>;
    const answered = new Map<string, AnsweredRequest>();
    before(async () => {
      token = await createTokens(root);
      service = await startService(await store('live'), root);
    });
    after(async () => {
      await service?.stop({ keepData: true });
      await restored?.stop({ keepData: true });
    });

    const ask = async (student: string) => {
      const { json } = await call(service, '/api/v1/triage', {
        token: await token(student),
        body: { query: 'why does my loop never end', session_context: { chosen_intent: 'syntax_help' } },
      });
      return { id: json.request_id as string, text: json.reply.text as string };
    };

    it('writes a file that only its owner can read, while the service accepts more', async () => {
      for (const student of ['ada', 'bob', 'eve']) {
        const { id, text } = await ask(student);
        answered.set(id, { student, text });
      }
      let isOver = false;
      const load = (async () => {
        for (let n = 0; !isOver; n++) await ask(`late-${n}`);
      })();
      const { stdout } = await learnflow(await store('live'), 'backup', file).finally(() => {
        isOver = true;
        return load;
      });
      assert.match(stdout, /: [1-9]\d* requests or more, schema \d+/);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      await assert.rejects(learnflow(await store('live'), 'backup', file), /is there already/);
    });

    it('fills a folder with the newest few, and writes the list of who was erased', async () => {
      const folder = mkdtempSync(join(root, `${kind}-nightly-`));
      writeFileSync(join(folder, 'notes.txt'), 'kept');
      const older = ['01', '02', '03'].map((day) => `learnflow-2020-01-${day}T02-30-00Z.backup`);
      for (const name of older) writeFileSync(join(folder, name), '');
      const { stdout } = await learnflow(await store('live'), 'backup', '--into', folder, '--keep', '2');
      assert.match(stdout, /2 backups in/);
      const names = readdirSync(folder).sort();
      assert.deepEqual(names.slice(0, 1), older.slice(2));
      assert.match(names[1] ?? '', /^learnflow-20(?!20).*Z\.backup$/);
      assert.deepEqual(names.slice(2), ['notes.txt']);
      const erasures = join(folder, 'erasures');
      for (const _again of [1, 2]) await learnflow(await store('live'), 'erasures', '--into', erasures);
      const { stdout: printed } = await learnflow(await store('live'), 'erasures');
      assert.equal(readFileSync(erasures, 'utf8'), printed);
      await assert.rejects(learnflow(await store('live'), 'backup'), /give a file, or --into/);
    });

    it('is never restored over a store, nor without a word on who was erased since', async () => {
      const erased = await call(service, '/api/v1/students/eve', { token: await token('eve'), method: 'DELETE' });
      assert.equal(erased.status, 200);
      const { stdout } = await learnflow(await store('live'), 'erasures');
      writeFileSync(list, stdout);
      assert.doesNotMatch(stdout, /eve/);
      await assert.rejects(learnflow(await store('live'), 'restore', file, '--erasures', list), /overwrites nothing/);
      await assert.rejects(
        learnflow(await store('restored'), 'restore', file),
        /erased after the backup would be in the store/,
      );
      assert.equal((await call(service, '/readyz')).status, 200);
    });

    it('answers, once restored, for every request accepted before the backup, and not for who was erased', async () => {
      const { stdout } = await learnflow(await store('restored'), 'restore', file, '--erasures', list);
      assert.match(stdout, /1 students who were erased after the backup are erased again/);
      const folder = mkdtempSync(join(root, 'other-'));
      copyFileSync(join(root, 'development-key.json'), join(folder, 'development-key.json'));
      restored = await startService(await store('restored'), folder);
      const ofErased = [...answered].filter(([, { student }]) => student === 'eve');
      for (const [id] of ofErased) {
        answered.delete(id);
        assert.equal((await call(restored, `/api/v1/requests/${id}`, { token: await token('eve') })).status, 404);
      }
      assert.equal(ofErased.length, 1);
      await expectAnswers(restored, answered, token);
      const { items } = (await call(restored, '/api/v1/dead-letters', { token: await token('root', 'operator') })).json;
      assert.ok(items.every(({ reason }: { reason: string }) => reason === 'interrupted'));
    });

    it('warns where there is no list of who was erased', async () => {
      const { stderr } = await learnflow(await store('warned'), 'restore', file, '--without-erasures');
      assert.match(stderr, /WARNING: students who were erased/);
    });

    it('erases again who was erased before the database was put back, and once', async () => {
      const warned = await store('warned');
      const count = async () => (await learnflow(warned, 'erasures', '--again', list)).stdout;
      const kept = readFileSync(list, 'utf8');
      await learnflow(warned, 'erasures', '--into', list);
      assert.equal(readFileSync(list, 'utf8'), kept, 'the list lost what the database does not know');
      assert.match(await count(), /^1 students are erased again/);
      const after = await learnflow(warned, 'erasures');
      assert.equal(after.stdout, kept);
      // Who comes back afterwards is there to stay, whatever the list says.
      const folder = mkdtempSync(join(root, 'back-'));
      copyFileSync(join(root, 'development-key.json'), join(folder, 'development-key.json'));
      const back = await startService(warned, folder);
      const { json } = await call(back, '/api/v1/triage', {
        token: await token('eve'),
        body: { query: 'what is a list', session_context: { chosen_intent: 'concept_explanation' } },
      });
      await back.stop({ keepData: true });
      assert.match(await count(), /^0 students/);
      assert.equal(json.status, 'answered');
    });

    it('keeps no list of one store in that of another', async () => {
      const other = await store('another');
      await learnflow(other, 'migrate');
      await assert.rejects(learnflow(other, 'erasures', '--into', list), /of another store/);
      await assert.rejects(learnflow(other, 'erasures', '--again', list), /of another store/);
    });
  });
}
