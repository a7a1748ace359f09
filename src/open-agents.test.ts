import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openAgents } from './open-agents.ts';

it('where a tutor is, as operators see it, holds no name and no password', async () => {
  const settings = { agents: 'http://ann:hush@tutors.test/{agent}', daprApiToken: undefined };
  const { client, addressOf } = openAgents(settings, () => true);
  assert.match(addressOf('debug-agent'), /^http:\/\/tutors\.test\/debug-agent/);
  await client.close();
});
