import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createExportLog } from './export-log.ts';

describe('the log of what becomes of traces', () => {
  function listen() {
    const said: string[] = [];
    const say = (...told: unknown[]) => void said.push(String(told.at(-1)));
    let nowMs = 0;
    const pass = (ms: number) => {
      nowMs += ms;
    };
    return { said, pass, log: createExportLog({ warn: say, info: say }, () => nowMs) };
  }

  it('says once that a collector is lost which takes every other batch, and once that it is back', () => {
    const { said, pass, log } = listen();
    log.exported('sent');
    for (let batch = 0; batch < 500; batch++) {
      log.exported('lost', new Error('busy'));
      pass(1_000);
      log.exported('sent');
      pass(1_000);
    }
    assert.deepEqual(said, ['the collector of traces does not take them']);
    pass(60_000);
    log.exported('sent');
    log.exported('sent');
    assert.deepEqual(said.slice(1), ['the collector of traces takes them again']);
    log.exported('lost');
    assert.equal(said.length, 3);
  });

  it('says once that spans are lost for want of room, though the collector takes the others', () => {
    const { said, log } = listen();
    for (let count = 0; count < 10; count++) {
      log.dropped();
      log.exported('sent');
    }
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /too slowly/);
  });
});
