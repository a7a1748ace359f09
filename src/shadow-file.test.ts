import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ShadowOpinion } from './classify/shadow-opinion.ts';
import { listShadowFiles, openShadowFile, readShadowFiles } from './shadow-file.ts';

const MAX_BYTES = 1_000;
const opinion = (index: number): ShadowOpinion => ({
  request_id: `request-${index}`,
  at: '2026-01-01T00:00:00.000Z',
  skill: 'syntax_help',
  model: 'code_review',
  usage: { input_tokens: 300, output_tokens: 12, source: 'provider' },
});
const fail = (error: unknown) => assert.fail(String(error));

describe('the file of shadow opinions', () => {
  it('keeps the latest in two files of bounded size, also over restarts, and only what it is for', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'learnflow-shadow-'));
    context.after(() => rmSync(folder, { recursive: true }));
    assert.deepEqual(listShadowFiles(folder), []);
    for (const from of [0, 50]) {
      const file = openShadowFile(folder, fail, MAX_BYTES);
      for (let index = from; index < from + 50; index++) {
        file.keep({ ...opinion(index), student_id: 'ada', query: 'why' } as ShadowOpinion);
      }
      await file.close();
    }
    const files = listShadowFiles(folder);
    assert.equal(files.length, 2);
    for (const path of files) assert.ok(statSync(path).size <= MAX_BYTES, path);
    const kept = [...readShadowFiles(files)];
    assert.ok(kept.length > 5 && kept.length < 20, `${kept.length}`);
    assert.deepEqual(
      kept,
      kept.map((_, index) => opinion(100 - kept.length + index)),
    );
  });
});
