import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FLAG_NAMES, type FlagName, type FlagOverrides, rowOf } from '../flags.ts';
import { FlagFileError } from './flag-file-error.ts';
import { type FlagPlace, readFlagFile } from './read-flag-file.ts';
import { writeFlagsPage } from './write-flags-page.ts';

const LOCAL: FlagPlace = { isProduction: false, isLoopback: true, hasModel: true };
const SHIPPED = readFileSync('flags.json', 'utf8');

/** The file that ships, with some flags changed. */
function fileWith(changes: Record<string, unknown>): string {
  const file = JSON.parse(SHIPPED) as { flags: Record<string, object> };
  for (const [name, change] of Object.entries(changes)) {
    file.flags[name] =
      typeof change === 'object' && change !== null ? { ...file.flags[name], ...change } : (change as object);
  }
  return JSON.stringify(file);
}

const off = { defaultVariant: 'off' };

function mistakesOf(text: string, place: Partial<FlagPlace> = {}, overrides: FlagOverrides = {}): string {
  try {
    readFlagFile(text, 'flags.json', overrides, { ...LOCAL, ...place });
    return 'none';
  } catch (error) {
    assert.ok(error instanceof FlagFileError, String(error));
    assert.match(error.message, /flags\.json are refused/);
    return error.mistakes.join('\n');
  }
}

describe('readFlagFile', () => {
  it('reads the file that ships as the table says it ships', () => {
    const { on, targeted } = readFlagFile(
      SHIPPED,
      'flags.json',
      {},
      { isProduction: true, isLoopback: false, hasModel: false },
    );
    for (const name of FLAG_NAMES) assert.equal(on[name], rowOf(name).shipped === 'on', name);
    assert.equal(FLAG_NAMES.length, 17);
    assert.equal(targeted.size, 0);
  });

  it('takes a flag the file does not speak of as it ships', () => {
    const { on } = readFlagFile('{"flags":{}}', 'flags.json', {}, LOCAL);
    assert.deepEqual([on['retry-policy'], on['response-caching']], [true, false]);
  });

  it('lets a hand-set flag win over the file', () => {
    const { on } = readFlagFile(SHIPPED, 'flags.json', { 'retry-policy': false, 'batch-processing': true }, LOCAL);
    assert.deepEqual([on['retry-policy'], on['batch-processing']], [false, true]);
  });

  const REFUSED: readonly (readonly [string, string, RegExp, Partial<FlagPlace>?, FlagOverrides?])[] = [
    ['a broken file', '{"flags": {', /^it is not JSON$/],
    ['an empty file', '', /not JSON/],
    ['a file without flags', '[]', /no object "flags"/],
    [
      'an unknown flag',
      fileWith({ 'jwt-validtion': { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' } }),
      /^jwt-validtion: there is no such flag$/,
    ],
    ['a flag that is no object', fileWith({ 'retry-policy': true }), /^retry-policy: wanted an object$/],
    [
      'a wrong type',
      fileWith({ 'retry-policy': { variants: { on: 'yes', off: false } } }),
      /^retry-policy: the variant "on" must be true or false$/,
    ],
    [
      'a default that is no variant',
      fileWith({ 'retry-policy': { defaultVariant: 'of' } }),
      /^retry-policy: "defaultVariant" must name/,
    ],
    [
      'a disabled flag, which reads like off and is not',
      fileWith({ 'retry-policy': { state: 'DISABLED' } }),
      /choose "defaultVariant": "off"/,
    ],
    [
      'targeting where all must have the same',
      fileWith({
        'retry-policy': {
          targeting: {
            fractional: [
              ['on', 50],
              ['off', 50],
            ],
          },
        },
      }),
      /takes no targeting/,
    ],
    [
      'targeting that names no variant',
      fileWith({
        'openai-router': {
          targeting: {
            fractional: [
              ['on', 50],
              ['maybe', 50],
            ],
          },
        },
      }),
      /^openai-router: its targeting does not work: Variant 'maybe'/,
    ],
    [
      'targeting that is no rule',
      fileWith({ 'openai-router': { targeting: { sometimes: [1] } } }),
      /not a flagd file|targeting does not work/,
    ],
    [
      'no classifier left: both off',
      fileWith({ 'skill-library': off, 'openai-router': off }),
      /^skill-library: off leaves no classifier, because openai-router is off too$/,
    ],
    [
      'no classifier left: no model',
      fileWith({ 'skill-library': off }),
      /because no language model is configured$/,
      { hasModel: false },
    ],
    [
      'no classifier left for some',
      fileWith({
        'skill-library': off,
        'openai-router': {
          targeting: {
            fractional: [
              ['on', 50],
              ['off', 50],
            ],
          },
        },
      }),
      /because openai-router is not on for everyone$/,
    ],
    [
      'a guard off in production',
      fileWith({ 'jwt-validation': off }),
      /^jwt-validation: it is a guard and stays on in production$/,
      { isProduction: true },
    ],
    [
      'a guard off where others can reach it',
      fileWith({ 'rate-limiting': off }),
      /^rate-limiting: .* on an address others can reach$/,
      { isLoopback: false },
    ],
    [
      'a guard off by hand in production',
      SHIPPED,
      /stays on in production \(LEARNFLOW_FLAG_AUDIT_LOGGING\)$/,
      { isProduction: true },
      { 'audit-logging': false },
    ],
  ];
  for (const [what, text, wanted, place, overrides] of REFUSED) {
    it(`refuses ${what}`, () => assert.match(mistakesOf(text, place, overrides), wanted));
  }

  it('names every mistake at once', () => {
    const text = fileWith({ a: {}, 'retry-policy': { state: 'off' } });
    assert.equal(mistakesOf(text).split('\n').length, 2);
  });

  it('lets each guard be off on this machine alone, outside production', () => {
    const guards = FLAG_NAMES.filter((name: FlagName) => rowOf(name).isGuard === true);
    assert.deepEqual(guards, [
      'dead-letter-queue',
      'jwt-validation',
      'rate-limiting',
      'request-sanitization',
      'audit-logging',
    ]);
    assert.equal(mistakesOf(fileWith(Object.fromEntries(guards.map((name) => [name, off])))), 'none');
  });

  it('has a page that says what the table says', () => {
    assert.equal(readFileSync('docs/flags.md', 'utf8'), writeFlagsPage(), 'run npm run docs:flags');
  });
});
