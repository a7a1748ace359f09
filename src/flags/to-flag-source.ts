import type { Config } from '../config.ts';
import type { FlagSource } from './open-flags.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;

/** What the settings say about the flags: their file, those set by hand, and where they will hold. */
export function toFlagSource(config: Config): FlagSource {
  return {
    path: config.flags.slice('file:'.length),
    overrides: config.flagOverrides,
    place: {
      isProduction: config.environment === 'production',
      isLoopback: LOOPBACK.test(config.host),
      hasModel: config.llmApiKey !== undefined || config.llmBaseUrl !== undefined,
    },
  };
}
