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

it('spans that a collector takes without ever ending its answer are lost in time, and those after it has come to itself are not', async () => {
  let isHanging = true;
  const collector = createServer((request, response) => {
    request.resume();
    response.writeHead(200);
    if (!isHanging) return response.end();
    const drip = setInterval(() => response.write('x'), 50);
    return response.on('close', () => clearInterval(drip));
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  const told = { sent: 0, lost: 0 };
  const begin = async () =>
    openTracing({
      endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      ratio: 1,
      service: { name: 'test', version: '0' },
      exported: (outcome, count) => {
        told[outcome] += count;
      },
      dropped: () => undefined,
    });
  const tracing = await begin();
  // More batches than the exporter sends at once.
  for (let count = 0; count < 20 * 512; count++) tracing.begin('GET /x', 'server', {}, {}).end();
  const startedAt = performance.now();
  const other = await begin();
  other.begin('GET /y', 'server', {}, {}).end();
  await other.close();
  assert.ok(performance.now() - startedAt < 8_000, 'the end of a process waited for an answer without an end');
  while (told.lost < 513) await once(collector, 'request');
  isHanging = false;
  await tracing.close();
  assert.equal(told.sent + told.lost, 1 + 512 + 8_192);
  assert.ok(told.sent > 0, 'nothing was sent once the collector was well');
  collector.closeAllConnections();
  collector.close();
});
