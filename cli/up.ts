import { once } from 'node:events';
import type { Command } from 'commander';
import { findDaprd } from './dapr/find-daprd.ts';
import { startLocalFleet } from './dapr/start-local-fleet.ts';
import { dataDirOption } from './data-dir-option.ts';

interface UpOptions {
  readonly dataDir: string;
  readonly port?: string;
  readonly metricsPort?: string;
  readonly dapr?: boolean;
  readonly kafka?: string;
  readonly json?: boolean;
}

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('run the service and its five tutors, each a process of its own, until it is told to stop')
    .option('--port <n>', 'port of the API; 0 picks a free one (default 8080)')
    .option('--metrics-port <n>', 'port of /metrics; 0 picks a free one (default 9464)')
    .addOption(dataDirOption())
    .option('--dapr', 'each behind a Dapr sidecar of its own: daprd from the PATH, or the one DAPRD names')
    .option('--kafka <host:port>', 'with --dapr: publish events through this broker, and count them')
    .option('--json', 'print one line of JSON when ready: {"url":…,"pid":…}')
    .action(async ({ dapr, kafka, json, ...settings }: UpOptions) => {
      if (kafka !== undefined && dapr !== true) throw new Error('--kafka is reached through Dapr: add --dapr');
      const programs = dapr === true ? findDaprd(process.env) : undefined;
      if (programs !== undefined && programs.sentry === undefined) {
        process.stderr.write('no sentry beside daprd: sidecars do not check who is calling\n');
      }
      const fleet = await startLocalFleet({ ...settings, dapr: programs, kafka });
      const { url } = fleet.service;
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ url, pid: process.pid })}\n`
          : `everything runs; the service is ready at ${url}\n`,
      );
      const told = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]).then(() => undefined);
      const lost = await Promise.race([told, fleet.lost]);
      await fleet.stop();
      if (lost !== undefined) throw new Error(`${lost} ended: everything is stopped`);
    });
}
