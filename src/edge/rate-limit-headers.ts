import type { FastifyReply } from 'fastify';
import type { Verdict, Window } from './limiter.ts';

/** `"minute";q=100;w=60, "hour";q=5000;w=3600` (draft-ietf-httpapi-ratelimit-headers). */
export function writePolicy(windows: readonly Window[]): string {
  return windows.map(({ name, limit, seconds }) => `"${name}";q=${limit};w=${seconds}`).join(', ');
}

/** What is left of each window, and in how many seconds more of it comes back: `"minute";r=50;t=30`. */
export function writeState({ windows }: Verdict): string {
  return windows
    .map(({ window, remaining, resetSeconds }) => `"${window.name}";r=${remaining};t=${resetSeconds}`)
    .join(', ');
}

/** Written once for each set of windows, found by its first: the same few are on every answer. */
const policies = new WeakMap<Window, string>();

/** Says on an answer what its sender may still do. */
export function setRateLimitHeaders(reply: FastifyReply, verdict: Verdict): void {
  const [first] = verdict.windows;
  if (first === undefined) return;
  let policy = policies.get(first.window);
  if (policy === undefined) {
    policy = writePolicy(verdict.windows.map(({ window }) => window));
    policies.set(first.window, policy);
  }
  reply.header('ratelimit-policy', policy);
  reply.header('ratelimit', writeState(verdict));
}

/** Whole seconds, at least one: a wait of nothing would be no wait. */
export function setRetryAfter(reply: FastifyReply, seconds: number): void {
  reply.header('retry-after', String(Math.max(1, Math.ceil(seconds))));
}
