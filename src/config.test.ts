import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

function mistakesOf(env: Record<string, string>, overrides = {}): readonly string[] {
  try {
    readConfig(env, overrides);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.mistakes;
  }
}

describe('readConfig', () => {
  it('needs nothing', () => {
    const config = readConfig({});
    assert.deepEqual([config.port, config.metricsPort, config.dataDir], [8080, 9464, '.learnflow']);
  });

  it('lets a command line win over the environment', () => {
    assert.equal(readConfig({ LEARNFLOW_PORT: '1' }, { port: '2' }).port, 2);
  });

  it('names every mistake at once, with what was wanted', () => {
    assert.deepEqual(mistakesOf({ LEARNFLOW_PORT: 'http', LEARNFLOW_LOG_LEVEL: 'loud', LEARNFLOW_PROT: '1' }), [
      'LEARNFLOW_PORT: wanted a port, 0 to 65535',
      'LEARNFLOW_LOG_LEVEL: wanted one of: trace, debug, info, warn, error, fatal, silent',
      'LEARNFLOW_PROT: no such setting',
    ]);
  });

  it('never echoes a value', () => {
    assert.doesNotMatch(mistakesOf({ LEARNFLOW_JWKS_URL: 'secret-thing' }).join(), /secret-thing/);
    const named = mistakesOf({ LEARNFLOW_JWKS_URL: 'https://ann:secret-thing@id.test/keys' }).join();
    assert.match(named, /LEARNFLOW_JWKS_URL: wanted without a name and a password/);
    assert.doesNotMatch(named, /secret-thing/);
  });

  it('wants an identity provider in production', () => {
    assert.match(mistakesOf({ LEARNFLOW_ENV: 'production' }).join(), /LEARNFLOW_JWKS_URL/);
    assert.match(mistakesOf({ LEARNFLOW_JWKS_URL: 'https://id.test/keys' }).join(), /LEARNFLOW_ISSUER/);
  });

  it('reads a value from a file, and refuses both ways at once', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'learnflow-config-')), 'audience');
    writeFileSync(file, 'school\n');
    assert.equal(readConfig({ LEARNFLOW_AUDIENCE_FILE: file }).audience, 'school');
    assert.match(mistakesOf({ LEARNFLOW_AUDIENCE_FILE: file, LEARNFLOW_AUDIENCE: 'x' }).join(), /not both/);
    assert.match(mistakesOf({ LEARNFLOW_AUDIENCE_FILE: '/nowhere/at/all' }).join(), /cannot be read/);
  });

  it('wants a store it knows, reached in a way that is encrypted for somebody known, or openly not', () => {
    const storeMistakes = (store: string, env = {}) =>
      mistakesOf({ LEARNFLOW_STORE: store, ...env }).filter((mistake) => mistake.startsWith('LEARNFLOW_STORE'));
    const server = 'postgres://learnflow:hidden@db.school.example/learnflow';
    assert.deepEqual(storeMistakes('sqlite:here.db'), []);
    assert.deepEqual(storeMistakes(server), []);
    for (const wrong of ['mysql://db/x', 'postgres://db', `${server}?sslmode=require`]) {
      assert.equal(storeMistakes(wrong).length, 1, wrong);
    }
    const production = { LEARNFLOW_ENV: 'production' };
    assert.match(storeMistakes(server, production).join(), /sslmode=verify-full in production/);
    assert.doesNotMatch(storeMistakes(server, production).join(), /hidden/);
    for (const stated of [
      `${server}?sslmode=verify-full`,
      `${server}?sslmode=disable`,
      'postgres:///db?host=/run/pg',
    ]) {
      assert.deepEqual(storeMistakes(stated, production), [], stated);
    }
    assert.deepEqual(storeMistakes('postgres://learnflow@127.0.0.1/learnflow', production), []);
    // Where the address names no host, the client looks elsewhere for one: nobody knows how it is reached.
    for (const silent of ['postgres:///learnflow', 'postgres:///learnflow?host=db,other']) {
      assert.match(storeMistakes(silent, production).join(), /sslmode=verify-full in production/, silent);
    }
  });
});
