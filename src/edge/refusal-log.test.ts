import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRefusalLog } from './refusal-log.ts';

const caller = { studentId: 'ada', role: 'student', permissions: [] } as const;
const forbidden = { code: 'FORBIDDEN', reason: 'not yours', route: 'GET /x', address: '10.0.0.1', caller } as const;

describe('createRefusalLog', () => {
  it('keeps a flood of one refusal as one entry with its count, and what differs apart', async () => {
    const kept: { studentId?: string; detail: Readonly<Record<string, unknown>> }[] = [];
    const record = async (records: readonly (typeof kept)[number][]) => void kept.push(...records);
    const log = createRefusalLog({ record, nowMs: () => 7, onFailure: assert.ifError });
    for (let time = 0; time < 1_000; time++) log.note(forbidden);
    log.note({ ...forbidden, code: 'UNAUTHENTICATED', caller: undefined });
    log.note({ ...forbidden, code: 'INVALID_REQUEST' });
    for (let port = 0; port < 300; port++) log.note({ ...forbidden, route: `GET /${port}` });
    await log.close();
    assert.deepEqual(kept[0]?.detail, { code: 'FORBIDDEN', reason: 'not yours', route: 'GET /x', count: 1_000 });
    assert.equal(kept[0]?.studentId, 'ada');
    assert.deepEqual(
      [kept[1]?.detail.code, kept[1]?.detail.address, kept[1]?.studentId],
      ['UNAUTHENTICATED', '10.0.0.1', undefined],
    );
    assert.deepEqual([kept.length, kept.at(-1)?.detail.count], [257, 46]);
  });
});
