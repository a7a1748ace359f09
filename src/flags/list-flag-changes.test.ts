import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { FlagOverrides } from '../flags.ts';
import { listFlagChanges } from './list-flag-changes.ts';
import { readFlagFile } from './read-flag-file.ts';

const SHIPPED = readFileSync('flags.json', 'utf8');
const PLACE = { isProduction: false, isLoopback: true, hasModel: true };
const router = (targeting?: object) => {
  const file = JSON.parse(SHIPPED) as { flags: Record<string, object> };
  Object.assign(file.flags['openai-router'] ?? {}, targeting === undefined ? {} : { targeting });
  return JSON.stringify(file);
};
const split = (percent: number) =>
  router({
    fractional: [
      ['on', percent],
      ['off', 100 - percent],
    ],
  });
const only = (student: string) => router({ if: [{ '===': [{ var: 'targetingKey' }, student] }, 'on', 'off'] });

function changes(before: string | undefined, after: string, overrides: FlagOverrides = {}) {
  const read = (text: string) => readFlagFile(text, 'flags.json', overrides, PLACE);
  const load = {
    before: before === undefined ? undefined : read(before),
    after: read(after),
    overrides,
    revision: 'r1',
  };
  return listFlagChanges(load, 7);
}

describe('listFlagChanges', () => {
  it('tells of a share that moved, though the flag is on before and after', () => {
    assert.deepEqual(changes(split(25), split(50)), [
      {
        atMs: 7,
        kind: 'flag_change',
        actor: { role: 'operator', id: 'flag file, revision r1' },
        detail: {
          flag: 'openai-router',
          from: 'on, split on 25, off 75',
          to: 'on, split on 50, off 50',
          revision: 'r1',
          at: 'reload',
        },
      },
    ]);
    assert.deepEqual(changes(split(25), split(25)), []);
  });

  it('tells that a rule changed without naming the students it names', () => {
    const [change, ...others] = changes(only('ada'), only('bob'));
    assert.deepEqual(others, []);
    assert.match(JSON.stringify(change), /"from":"off, rule [0-9a-f]{12}","to":"off, rule/);
    assert.notEqual(change?.detail.from, change?.detail.to);
    assert.doesNotMatch(JSON.stringify(change), /ada|bob/);
  });

  it('tells at the start what differs from what ships, by file and by hand, and nothing where nothing does', () => {
    assert.deepEqual(changes(undefined, SHIPPED), []);
    const seen = changes(undefined, split(25), { 'jwt-validation': false });
    assert.deepEqual(
      seen.map(({ kind, actor, detail }) => [kind, actor.id, detail.flag, detail.from, detail.to, detail.at]),
      [
        ['flag_change', 'flag file, revision r1', 'openai-router', 'on', 'on, split on 25, off 75', 'start'],
        ['guard_change', 'environment', 'jwt-validation', 'on', 'off', 'start'],
      ],
    );
  });
});
