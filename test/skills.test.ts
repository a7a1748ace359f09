import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { validate } from 'skills-ref';

const SKILLS = fileURLToPath(new URL('../skills/', import.meta.url));

describe('the skills, to the validator of the agent skills format', () => {
  const names = readdirSync(SKILLS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.ok(names.length > 0);
  for (const { name } of names) {
    it(`${name} is valid`, async () => assert.deepEqual(await validate(join(SKILLS, name)), []));
  }

  it('a skill under another name than its folder is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'skill-'));
    writeFileSync(join(folder, 'SKILL.md'), '---\nname: other\ndescription: x\n---\n');
    assert.match((await validate(folder)).join(), /name/);
    rmSync(folder, { recursive: true });
  });
});
