const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$/;

/**
 * Whether a text is a signed token in the one spelling it may have: three parts of base64url without padding, spaces or
 * leftover bits (RFC 7515, 2 and 5.2). Lenient decoders let one signature pass under many spellings, each with a hash of its own.
 */
export function isCompactJws(token: string): boolean {
  return COMPACT.test(token) && token.split('.').every(isCanonical);
}

function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}
