import type { Logger } from 'pino';

/** A collector that has lost nothing for so long takes traces again, in milliseconds: one that fails now and then does not. */
const STEADY_MS = 60_000;

/**
 * Says in the log when the collector of traces was lost, or is too slow, and when it is back; each once.
 * @param monotonicMs milliseconds since some moment
 */
export function createExportLog(logger: Pick<Logger, 'warn' | 'info'>, monotonicMs = () => performance.now()) {
  let lostAtMs: number | undefined;
  /** @returns whether it is to be said */
  const lose = () => {
    const isNew = lostAtMs === undefined;
    lostAtMs = monotonicMs();
    return isNew;
  };
  return {
    exported(outcome: 'sent' | 'lost', cause?: unknown): void {
      if (outcome === 'lost') {
        if (lose()) logger.warn({ err: cause }, 'the collector of traces does not take them');
      } else if (lostAtMs !== undefined && monotonicMs() - lostAtMs >= STEADY_MS) {
        lostAtMs = undefined;
        logger.info('the collector of traces takes them again');
      }
    },
    /** There was no room for a span among those that wait for the collector. */
    dropped(): void {
      if (lose()) logger.warn('the collector of traces takes them too slowly: those without room to wait are lost');
    },
  };
}
