import { Type } from 'typebox';

const ID_PATTERN = '^[A-Za-z0-9._:@-]+$';

/** The id of anything, as a caller sends it: a store is never asked for what cannot be one. */
export const idSchema = (options: { readonly description?: string } = {}) =>
  Type.String({ minLength: 1, maxLength: 128, pattern: ID_PATTERN, ...options });

/**
 * A moment (RFC 3339), as a caller sends it. Not one in a leap second: it is no moment to a clock that counts Unix time, and
 * would be after every moment and before every other.
 */
export const timeSchema = (options: { readonly description?: string } = {}) =>
  Type.String({ format: 'date-time', pattern: '^[^:]+:[^:]+:[0-5]', ...options });
