import { hash } from 'node:crypto';
import type { Caller } from './authenticate.ts';

/** Callers whose token was verified a moment ago. Holds hashes: a token cannot be read out of it. */
export interface VerifiedTokens {
  find(token: string): Caller | undefined;
  keep(token: string, caller: Caller, expiresAtMs: number): void;
}

/** Longest a verification is believed, in milliseconds: how long a withdrawn key may be unnoticed. */
const MAX_BELIEVED_MS = 60_000;
const MAX_TOKENS = 10_000;

/** A bounded memory of verified tokens: the least recently used leaves first. */
export function createVerifiedTokens(nowMs: () => number, maxTokens = MAX_TOKENS): VerifiedTokens {
  const kept = new Map<string, { readonly caller: Caller; readonly untilMs: number }>();
  return {
    find(token) {
      const key = hash('sha256', token, 'base64');
      const entry = kept.get(key);
      if (entry === undefined) return undefined;
      kept.delete(key);
      if (entry.untilMs <= nowMs()) return undefined;
      kept.set(key, entry);
      return entry.caller;
    },
    keep(token, caller, expiresAtMs) {
      const untilMs = Math.min(expiresAtMs, nowMs() + MAX_BELIEVED_MS);
      if (untilMs <= nowMs()) return;
      kept.set(hash('sha256', token, 'base64'), { caller, untilMs });
      if (kept.size > maxTokens) kept.delete(kept.keys().next().value as string);
    },
  };
}
