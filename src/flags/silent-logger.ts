import type { Logger } from '@openfeature/server-sdk';

const say = (): void => undefined;

/** For libraries that write to the console: what they would say is found out and told by us. */
export const SILENT: Logger = { error: say, warn: say, info: say, debug: say };
