import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { isPortOpen, waitUntilOpen } from '../server-process.ts';
import { requirePart } from './build-part.ts';
import { COLLECTOR } from './parts.ts';
import { type ReceivedSpan, readSpans } from './read-spans.ts';

/** OpenTelemetry's Collector, and behind it whoever keeps what it hands on. */
export interface TestCollector {
  /** For LEARNFLOW_OTLP_ENDPOINT. */
  readonly endpoint: string;
  /** `host:port` for who speaks gRPC, as a Dapr sidecar does. */
  readonly grpcAddress: string;
  readonly spans: readonly ReceivedSpan[];
  /** Waits until the spans received are enough, for as long as the test may run. */
  waitFor(isEnough: (spans: readonly ReceivedSpan[]) => boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startCollector(): Promise<TestCollector> {
  const program = join(requirePart(COLLECTOR), 'collector');
  const spans: ReceivedSpan[] = [];
  const keeper = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      spans.push(...readSpans(Buffer.concat(parts).toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(keeper, 'listening');

  const dir = mkdtempSync(join(tmpdir(), 'learnflow-collector-'));
  const [port = 0, grpcPort = 0] = await findFreePorts(2);
  writeFileSync(join(dir, 'collector.yaml'), toSettings(port, grpcPort, (keeper.address() as AddressInfo).port));
  const collector = spawn(program, ['--config', `file:${join(dir, 'collector.yaml')}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  collector.stderr.on('data', (text) => {
    log += text;
  });
  const ended = once(collector, 'exit').then(() => Promise.reject(new Error(`the collector ended: ${log}`)));
  const endpoint = `http://127.0.0.1:${port}`;
  // A server that still listened would keep the test's process from its end.
  ended.catch(() => keeper.close());
  await waitUntilOpen(
    'the collector',
    collector,
    () => isPortOpen(port),
    () => log,
  );

  return {
    endpoint,
    grpcAddress: `127.0.0.1:${grpcPort}`,
    spans,
    async waitFor(isEnough) {
      while (!isEnough(spans)) await Promise.race([wait(20), ended]);
    },
    async stop() {
      collector.kill('SIGKILL');
      await ended.catch(() => undefined);
      keeper.closeAllConnections();
      keeper.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function toSettings(port: number, grpcPort: number, keeperPort: number): string {
  return `
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:${port}"}, grpc: {endpoint: "127.0.0.1:${grpcPort}"}}}}
exporters:
  otlphttp:
    endpoint: http://127.0.0.1:${keeperPort}
    encoding: json
    compression: none
service:
  telemetry: {metrics: {level: none}, logs: {level: warn}}
  pipelines: {traces: {receivers: [otlp], exporters: [otlphttp]}}
`;
}
