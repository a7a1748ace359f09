import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkSpans } from './check-spans.ts';
import type { ReceivedSpan } from './read-spans.ts';

const REQUEST: ReceivedSpan = {
  traceId: 'ab'.repeat(16),
  spanId: '1'.repeat(16),
  parentSpanId: '',
  name: 'POST /api/v1/triage',
  kind: 'server',
  service: 'learnflow-triage',
  scope: 'learnflow',
  attributes: { 'http.route': '/api/v1/triage', 'error.type': '500' },
  isError: true,
  startedAtMs: 0,
  endedAtMs: 1,
};
const below = (parent: ReceivedSpan, change: Partial<ReceivedSpan>): ReceivedSpan => ({
  ...parent,
  spanId: String(Number(parent.spanId[0]) + 1).repeat(16),
  parentSpanId: parent.spanId,
  attributes: {},
  ...change,
});

it('spans that are not as the catalogue has them are found, sidecars’ between them are looked through', () => {
  const asked = below(REQUEST, { name: 'ask debug-agent', kind: 'client' });
  const sidecar = below(asked, { name: 'CallLocal', kind: 'client', scope: 'dapr', attributes: { any: 1 } });
  const tutor = below(sidecar, { name: 'POST /process', kind: 'server', scope: 'learnflow' });
  const right = [REQUEST, asked, sidecar, tutor];
  assert.deepEqual(checkSpans(right), { faults: [], seen: ['<method> <route>', 'POST /process', 'ask <tutor>'] });

  const wrong = [
    below(tutor, { name: 'dawdle', kind: 'internal' }),
    below(REQUEST, { name: 'classify', kind: 'client', spanId: '7'.repeat(16) }),
    below(REQUEST, { name: 'route', kind: 'internal', spanId: '8'.repeat(16), attributes: { 'learnflow.query': 'x' } }),
    below(asked, { name: 'sanitize', kind: 'internal', spanId: '9'.repeat(16) }),
    below(asked, { name: 'chat sorter-1', kind: 'client', spanId: 'a'.repeat(16), parentSpanId: 'f'.repeat(16) }),
  ];
  assert.deepEqual(checkSpans([...right, ...wrong]).faults, [
    'dawdle: not in the catalogue',
    'classify: is client',
    'route: tells learnflow.query',
    'sanitize: stands below ask <tutor>',
    'chat <model>: stands below nothing of ours',
  ]);
});
