import type { Logger } from 'pino';

/** Says in the log when the collector of traces was lost, and when it is back; each once. */
export function createExportLog(logger: Logger) {
  let isLost = false;
  return (outcome: 'sent' | 'lost', cause?: unknown) => {
    if (outcome === 'lost' && !isLost) logger.warn({ err: cause }, 'the collector of traces does not take them');
    if (outcome === 'sent' && isLost) logger.info('the collector of traces takes them again');
    isLost = outcome === 'lost';
  };
}
