import packageJson from '../package.json' with { type: 'json' };
import { type App, startApp } from './app.ts';
import { type Config, type ConfigOverrides, readConfig } from './config.ts';
import { removeServiceFile, writeServiceFile } from './service-file.ts';
import { logLastWords } from './telemetry/log-last-words.ts';
import { createLogger } from './telemetry/logger.ts';

export interface RunningService {
  readonly app: App;
  readonly config: Config;
  /** Resolves with the exit code once a signal has stopped the service. */
  readonly stopped: Promise<number>;
}

/**
 * Starts the service from the process's environment and stops it at SIGTERM or SIGINT: requests in flight finish, new
 * ones are refused. A second signal, or the end of the grace period, stops it at once with exit code 1.
 * @param overrides settings given on a command line, which win over the environment
 */
export async function runService(overrides: ConfigOverrides = {}): Promise<RunningService> {
  const config = readConfig(process.env, overrides);
  const logger = createLogger(config.logLevel, process.stderr.isTTY === true && config.environment === 'development');
  logLastWords(logger);
  const app = await startApp(config, logger, packageJson.version);
  writeServiceFile(config.dataDir, {
    url: app.url,
    metrics_url: app.metricsUrl,
    pid: process.pid,
    version: packageJson.version,
  });

  const { promise: stopped, resolve } = Promise.withResolvers<number>();
  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'stopping: requests in flight finish, new ones are refused');
    removeServiceFile(config.dataDir, process.pid);
    const grace = setTimeout(() => {
      logger.error('the grace period is over: stopping with requests in flight');
      process.exit(1);
    }, config.shutdownGraceMs);
    await app.close();
    clearTimeout(grace);
    logger.info('stopped');
    resolve(0);
  };
  // Crash only: what was accepted becomes a dead letter at the next start, which is better than a service that can do nothing.
  app.failed
    .then((reason) => {
      logger.fatal({ reason }, 'stopping: a part that nothing can replace is gone');
      removeServiceFile(config.dataDir, process.pid);
      logger.flush(() => process.exit(1));
    })
    .catch(() => process.exit(1));
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        resolve(1);
      });
    });
  }
  return { app, config, stopped };
}
