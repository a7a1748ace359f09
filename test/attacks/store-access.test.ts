import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCertificates, missingOpenssl } from '../create-certificates.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../start-postgres.ts';
import { missingRedis, startRedis, type TestRedis } from '../start-redis.ts';
import { call, startService } from '../start-service.ts';

const SECRET = 'correct horse battery';
const folder = mkdtempSync(join(tmpdir(), 'learnflow-access-'));
const passwordFile = join(folder, 'password');
writeFileSync(passwordFile, `${SECRET}\n`, { mode: 0o600 });
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the way to PostgreSQL', { skip: missingPostgres() ?? missingOpenssl() ?? false }, () => {
  let postgres: TestPostgres;
  let ca: string;
  const addressOf = (options: string, host = '127.0.0.1') =>
    `postgres://learnflow@${host}:${postgres.port}/guarded?${options}`;
  /** What a service says that does not start. */
  const refusal = async (store: string, env: Record<string, string> = { LEARNFLOW_STORE_PASSWORD: SECRET }) => {
    const failed = await startService({ LEARNFLOW_STORE: store, ...env }).then(
      async (service) => assert.fail(`it started: ${await service.stop()}`),
      (error: Error) => error.message,
    );
    assert.doesNotMatch(failed, new RegExp(SECRET));
    assert.doesNotMatch(failed, /postgres:\/\//);
    return failed;
  };

  before(async () => {
    const own = createCertificates(join(folder, 'postgres'));
    ca = own.ca;
    execFileSync('chmod', ['-R', 'a+rX', folder]);
    postgres = await startPostgres({
      // The server refuses a key that others may read.
      prepare: (give) => give(own.key),
      conf: `ssl = on\nssl_cert_file = '${own.cert}'\nssl_key_file = '${own.key}'\npassword_encryption = 'scram-sha-256'`,
      hba: 'hostssl all all 127.0.0.1/32 scram-sha-256\nlocal all all scram-sha-256',
    });
    await postgres.database('guarded');
    await postgres.run(`CREATE ROLE learnflow LOGIN PASSWORD '${SECRET}'`);
    // A role that may make nothing in the database but what is in its own schema.
    await postgres.run('CREATE SCHEMA learnflow AUTHORIZATION learnflow', 'guarded');
  });
  after(() => postgres?.stop());

  it('is encrypted, and open to who has the password, which a file may hold', async () => {
    const service = await startService({
      LEARNFLOW_STORE: addressOf(`sslmode=verify-full&sslrootcert=${ca}`),
      LEARNFLOW_STORE_PASSWORD_FILE: passwordFile,
    });
    try {
      const token = await service.token('ada');
      const body = { query: 'why does my loop never end' };
      assert.equal((await call(service, '/api/v1/triage', { token, body })).status, 200);
      const { rows } = await postgres.run(
        `SELECT DISTINCT s.ssl, s.version FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.usename = 'learnflow'`,
      );
      assert.deepEqual(rows, [{ ssl: true, version: 'TLSv1.3' }]);
    } finally {
      await service.stop();
    }
  });

  it('may be a unix socket', async () => {
    const service = await startService({
      LEARNFLOW_STORE: `postgres:///guarded?host=${postgres.socket}&port=${postgres.port}&user=learnflow`,
      LEARNFLOW_STORE_PASSWORD_FILE: passwordFile,
    });
    assert.equal((await call(service, '/readyz')).status, 200);
    await service.stop();
  });

  it('is closed to who does not have it', async () => {
    const store = addressOf(`sslmode=verify-full&sslrootcert=${ca}`);
    assert.match(await refusal(store, { LEARNFLOW_STORE_PASSWORD: 'wrong' }), /password authentication failed/);
    const inside = store.replace('learnflow@', `learnflow:${encodeURIComponent(`${SECRET}!`)}@`);
    assert.match(await refusal(inside, {}), /password authentication failed/);
  });

  it('does not lead to a server that nobody vouches for, or that is called otherwise', async () => {
    const other = createCertificates(join(folder, 'other'));
    const stranger = `sslmode=verify-full&sslrootcert=${other.ca}`;
    assert.match(await refusal(addressOf(stranger)), /certificate|self-signed|unable to verify/);
    const renamed = addressOf(`sslmode=verify-full&sslrootcert=${ca}`, 'localhost');
    assert.match(await refusal(renamed), /altnames|Hostname/);
  });

  it('is not walked in the open where the server wants it closed', async () => {
    assert.match(await refusal(addressOf('sslmode=disable')), /no encryption/);
  });
});

describe('the way to Redis', { skip: missingRedis() ?? missingOpenssl() ?? false }, () => {
  let redis: TestRedis;
  let ca: string;
  before(async () => {
    const own = createCertificates(join(folder, 'redis'));
    ca = own.ca;
    const tls = ['--tls-cert-file', own.cert, '--tls-key-file', own.key, '--tls-auth-clients', 'no'];
    redis = await startRedis((port) => ['--port', '0', '--tls-port', String(port), ...tls, '--requirepass', SECRET]);
  });
  after(() => redis?.stop());

  const storeOf = async (env: Record<string, string>) => {
    const service = await startService({ LEARNFLOW_RATE_LIMIT: `rediss://127.0.0.1:${redis.port}`, ...env });
    const { json } = await call(service, '/readyz');
    await service.stop();
    assert.doesNotMatch(service.log(), new RegExp(SECRET));
    return json.rate_limit as string;
  };

  it('is encrypted, and open to who has the password, which a file may hold', async () => {
    const file = { LEARNFLOW_RATE_LIMIT_PASSWORD_FILE: passwordFile };
    assert.equal(await storeOf({ ...file, LEARNFLOW_RATE_LIMIT_CA: ca }), 'redis');
  });

  it('is not taken without the password, nor to a server that nobody vouches for', async () => {
    assert.equal(await storeOf({ LEARNFLOW_RATE_LIMIT_PASSWORD: 'wrong', LEARNFLOW_RATE_LIMIT_CA: ca }), 'insured');
    assert.equal(await storeOf({ LEARNFLOW_RATE_LIMIT_PASSWORD: SECRET }), 'insured');
  });
});
