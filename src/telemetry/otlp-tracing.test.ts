import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { openTracing } from './open-tracing.ts';

it('spans for which there is no room beside a slow collector are counted, and the others come', async () => {
  const collector = createServer((request, response) => {
    request.resume();
    response.end();
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  let dropped = 0;
  const told = { sent: 0, lost: 0 };
  const tracing = await openTracing({
    endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    ratio: 1,
    service: { name: 'test', version: '0' },
    exported: (outcome, count) => {
      told[outcome] += count;
    },
    dropped: () => {
      dropped++;
    },
  });
  // In one turn of the event loop: one batch is on its way, and no answer can come that makes room.
  for (let count = 0; count < 10_000; count++) tracing.begin('GET /x', 'server', {}, {}).end();
  assert.equal(dropped, 10_000 - 512 - 8_192);
  await tracing.close();
  assert.equal(told.sent + told.lost, 512 + 8_192);
  collector.closeAllConnections();
  collector.close();
});
