import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

    it('makes no store of a file that is damaged or cut short, nor where its list of the erased is of no use', async () => {
      const target = await store('refused');
      const restore = (from: string, ...given: string[]) => learnflow(target, 'restore', from, ...given);
      const bytes = readFileSync(file);
      const [damaged, short, foreign, cut] = ['damaged', 'short', 'foreign', 'cut'].map((name) =>
        join(root, `${kind}.${name}`),
      ) as [string, string, string, string];
      // What a student wrote is no part of what SQLite checks, and compressed in a dump of PostgreSQL.
      const at = kind === 'sqlite' ? bytes.indexOf('why does my loop never end') : Math.floor(bytes.length * 0.8);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(damaged, bytes);
      writeFileSync(short, bytes.subarray(0, Math.floor(bytes.length / 2)));
      writeFileSync(foreign, '{"store":"0123456789abcdef","erased":"aa","at":"2026-01-01T00:00:00Z"}\n');
      writeFileSync(cut, readFileSync(list, 'utf8').slice(0, -9));
      await assert.rejects(restore(damaged, '--erasures', list), /cannot restore|pg_restore failed/);
      await assert.rejects(restore(short, '--erasures', list), /cannot restore|pg_restore failed/);
      await assert.rejects(restore(file, '--erasures', foreign), /list of erasures is of another store/);
      await assert.rejects(restore(file, '--erasures', cut), /line 1 of the list of erasures is not one/);
      // Had any of them left a store, this one would be refused.
      assert.match((await restore(file, '--erasures', list)).stdout, /1 students who were erased/);
      if (kind === 'sqlite')
        assert.deepEqual(
          readdirSync(root).filter((name) => name.includes('.partial')),
          [],
        );
    });

    it('is not held up by one that was killed, and takes away what that left after a day', async () => {
      const killed = join(root, `${kind}-killed.backup`);
      const [old, young] = ['0123abcd', '4567cdef'].map((id) => `${killed}.${id}.partial`) as [string, string];
      for (const left of [old, `${old}-journal`, young]) writeFileSync(left, 'half');
      for (const left of [old, `${old}-journal`]) utimesSync(left, 0, Date.now() / 1_000 - 90_000);
      await learnflow(await store('live'), 'backup', killed);
      const isThere = [killed, old, `${old}-journal`, young].map((path) => existsSync(path));
      assert.deepEqual(isThere, [true, false, false, true]);
      rmSync(young);
      const twice = join(root, `${kind}-twice.backup`);
      const live = await store('live');
      const both = await Promise.allSettled([learnflow(live, 'backup', twice), learnflow(live, 'backup', twice)]);
      assert.ok(existsSync(twice), 'neither of two at once wrote it');
      assert.ok(both.some(({ status }) => status === 'fulfilled'));
      assert.deepEqual(
        readdirSync(root).filter((name) => name.includes('.partial')),
        [],
      );
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

describe('journey: a store on a file of its own', () => {
  it('can be read by its owner alone, and none is restored under a service that runs', async () => {
    const service = await startService();
    const at = (...args: string[]) =>
      promisify(execFile)(process.execPath, [CLI, ...args, '--data-dir', service.dataDir]);
    try {
      const names = readdirSync(service.dataDir).filter((name) => name.startsWith('learnflow.db'));
      const modes = names.map((name) => statSync(join(service.dataDir, name)).mode & 0o777);
      assert.ok(names.length > 1);
      assert.deepEqual(new Set(modes), new Set([0o600]));
      const file = join(root, 'under.backup');
      await at('backup', file);
      for (const name of names) rmSync(join(service.dataDir, name));
      await assert.rejects(at('restore', file, '--without-erasures'), /a service runs on .*: stop it first/);
    } finally {
      await service.stop();
    }
  });

  it('is restored from a backup of an older build, and who was erased since is erased again, whoever migrates', async () => {
    const older = join(root, 'older.db');
    await learnflow(
      { LEARNFLOW_STORE: `sqlite:${older}` },
      'restore',
      join(root, 'sqlite.backup'),
      '--without-erasures',
    );
    const db = new DatabaseSync(older);
    db.exec(`ALTER TABLE requests DROP COLUMN traceparent; ALTER TABLE outbox DROP COLUMN traceparent;
      PRAGMA user_version = 2`);
    db.close();
    const file = join(root, 'older.backup');
    const { stdout } = await learnflow({ LEARNFLOW_STORE: `sqlite:${older}` }, 'backup', file);
    assert.match(stdout, /schema 2$/m);
    const target = { LEARNFLOW_STORE: `sqlite:${join(root, 'from-older.db')}`, LEARNFLOW_MIGRATE: 'check' };
    const restored = await learnflow(target, 'restore', file, '--erasures', join(root, 'sqlite.erasures'));
    assert.match(restored.stdout, /schema (?!2\n)\d+\n1 students who were erased/);
  });
});

describe('journey: restoring into a schema that was made for a role that may make none', {
  skip: missingPostgres() ?? missingProgram('pg_dump') ?? false,
}, () => {
  it('fills it, and empties it again where the erasures cannot be done', async () => {
    const url = (await postgres?.database('given')) ?? '';
    await postgres?.run('CREATE ROLE plain LOGIN; CREATE SCHEMA learnflow AUTHORIZATION plain', 'given');
    const given = { LEARNFLOW_STORE: url.replace('postgres@', 'plain@') };
    const file = join(root, 'postgres.backup');
    const foreign = join(root, 'postgres.foreign');
    await assert.rejects(learnflow(given, 'restore', file, '--erasures', foreign), /is of another store/);
    const { stdout } = await learnflow(given, 'restore', file, '--erasures', join(root, 'postgres.erasures'));
    assert.match(stdout, /1 students who were erased/);
  });
});
