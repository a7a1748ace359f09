import { type Limiter, STEPS, type Verdict, type Window } from './limiter.ts';

/** Students remembered at once; the one not heard of for longest is forgotten first. */
const MAX_KEYS = 20_000;

/** Limits in the memory of this process. */
export function createMemoryLimiter(windows: readonly Window[], nowMs: () => number, maxKeys = MAX_KEYS): Limiter {
  const used = new Map<string, readonly SlidingWindow[]>();

  function decide(key: string, cost: number): Verdict {
    const now = nowMs();
    const slides = used.get(key) ?? windows.map((window) => new SlidingWindow(window));
    for (const slide of slides) slide.advance(now);
    const isAllowed = slides.every((slide) => slide.hasRoom(cost));
    if (isAllowed) {
      for (const slide of slides) slide.take(cost);
      // Taken out and put back: the order of the map is the order of use.
      used.delete(key);
      used.set(key, slides);
      if (used.size > maxKeys) used.delete(used.keys().next().value as string);
    }
    return {
      isAllowed,
      windows: slides.map((slide) => slide.read(now)),
      retryAfterSeconds: isAllowed ? 0 : Math.max(...slides.map((slide) => slide.secondsUntilRoom(cost, now))),
    };
  }

  return { take: async (key, cost) => decide(key, cost) };
}

class SlidingWindow {
  readonly window: Window;
  readonly stepMs: number;
  /** What each step used; the newest stands at `newest % STEPS`. */
  readonly steps = new Uint32Array(STEPS);
  used = 0;
  newest = 0;

  constructor(window: Window) {
    this.window = window;
    this.stepMs = (window.seconds * 1_000) / STEPS;
  }

  advance(nowMs: number): void {
    const step = Math.floor(nowMs / this.stepMs);
    // A clock set back stays in the newest step: nothing comes back before its time.
    if (step <= this.newest) return;
    const passed = Math.min(step - this.newest, STEPS);
    for (let back = 0; back < passed; back++) {
      const index = (step - back) % STEPS;
      this.used -= this.steps[index] ?? 0;
      this.steps[index] = 0;
    }
    this.newest = step;
  }

  hasRoom(cost: number): boolean {
    return this.used + cost <= this.window.limit;
  }

  take(cost: number): void {
    const index = this.newest % STEPS;
    this.steps[index] = (this.steps[index] ?? 0) + cost;
    this.used += cost;
  }

  read(nowMs: number) {
    const remaining = Math.max(0, this.window.limit - this.used);
    return { window: this.window, remaining, resetSeconds: this.secondsUntilFreed(1, nowMs) };
  }

  secondsUntilRoom(cost: number, nowMs: number): number {
    return this.secondsUntilFreed(Math.min(cost, this.window.limit) - (this.window.limit - this.used), nowMs);
  }

  /** Seconds until that much of what was used is out of the window, rounded up. */
  private secondsUntilFreed(wanted: number, nowMs: number): number {
    if (wanted <= 0 || this.used === 0) return 0;
    let freed = 0;
    for (let step = this.newest - STEPS + 1; step <= this.newest; step++) {
      freed += this.steps[step % STEPS] ?? 0;
      if (freed >= wanted) return Math.max(1, Math.ceil(((step + STEPS) * this.stepMs - nowMs) / 1_000));
    }
    return this.window.seconds;
  }
}
