import type { Logger } from 'pino';

/**
 * Says in the log what Node itself would write to stderr: an error that nobody caught, and its own warnings. Node's way is
 * no JSON, shows every field that a library hung on the error, such as a row or a header, and quotes what was thrown that
 * is no error. The process ends with 1 all the same: after such an error nobody knows what still holds.
 */
export function logLastWords(logger: Logger): void {
  const end = (error: unknown) => {
    try {
      logger.fatal({ err: error ?? null }, 'stopping: an error that nobody expected');
    } finally {
      process.exit(1);
    }
  };
  process.on('uncaughtException', end);
  // Of what is no error, Node would make one whose message quotes it.
  process.on('unhandledRejection', end);
  process.removeAllListeners('warning');
  process.on('warning', (warning) => logger.warn({ err: warning }, 'Node warns'));
}
