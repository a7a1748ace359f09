import type { Deadline } from './message.ts';

/** A deadline that runs. */
export interface RunningDeadline extends Deadline {
  /** Lets its signal never fire: nobody waits any more. */
  lift(): void;
}

/**
 * Starts the deadline of a request, in milliseconds from now. `AbortSignal.timeout` would do, but goes on and fires for the
 * many requests that were answered long before, and what such signals hold on to is only let go by a full collection: that
 * was a fifteenth of all a request took.
 */
export function startDeadline(ms: number): RunningDeadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException('the deadline is over', 'TimeoutError')), ms);
  timer.unref();
  return { atMs: performance.now() + ms, signal: controller.signal, lift: () => clearTimeout(timer) };
}
