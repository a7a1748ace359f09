import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { writeSettingsPage } from './settings-page.ts';

it('the page about the settings says what the tables say', () => {
  assert.equal(readFileSync('docs/settings.md', 'utf8'), writeSettingsPage(), 'run npm run docs:settings');
});
