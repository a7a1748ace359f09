import { goPart } from './build-part.ts';
import { KAFKA } from './start-kafka.ts';

/** Dapr's sidecar and its certificate authority, `daprd` and `sentry`. */
export const DAPR = goPart('daprd');

/** Everything that is built, one row each: `npm run stack` builds what the machine has the tools for. */
export const PARTS = [KAFKA, DAPR];
