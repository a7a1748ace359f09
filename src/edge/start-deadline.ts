import type { Deadline } from './message.ts';

/** A deadline that runs. */
export interface RunningDeadline extends Deadline {
  /** Lets its signal never fire: nobody waits any more. */
  lift(): void;
}

/**
 * Starts the deadline of a request, in milliseconds from now. `AbortSignal.timeout` would do, but goes on and fires for the
 * many requests that were answered long before, and what such signals hold on to is only let go by a full collection: that
 * was a fifteenth of all a request took. A timer counts whole milliseconds and may ring early by a part of one; the signal
 * does not: who is cut short by it finds `atMs` over.
 */
export function startDeadline(ms: number): RunningDeadline {
  const controller = new AbortController();
  const atMs = performance.now() + ms;
  let timer = setTimeout(ring, ms).unref();
  function ring(): void {
    const leftMs = atMs - performance.now();
    if (leftMs > 0) timer = setTimeout(ring, leftMs).unref();
    else controller.abort(new DOMException('the deadline is over', 'TimeoutError'));
  }
  return { atMs, signal: controller.signal, lift: () => clearTimeout(timer) };
}
