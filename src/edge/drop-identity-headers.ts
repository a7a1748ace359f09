import type { IncomingMessage } from 'node:http';

/** Headers that claim an identity or an origin. Whoever reads them trusts whoever sent them, so nobody gets to read them. */
const IDENTITY =
  /^(?:x-(?:consumer|credential|student|jwt|user|auth|dapr|authenticated)-|dapr-|x-(?:anonymous-consumer|role|roles|user|student)$)/;
/** What a proxy says of the connection it took; worth something only from a proxy of ours. */
const FORWARDED =
  /^(?:x-forwarded-|forwarded$|x-real-ip$|x-client-ip$|true-client-ip$|cf-connecting-ip$|x-original-|x-rewrite-)/;

/** Takes every header of identity out of a request, and those of forwarding unless a configured proxy sent it. */
export function dropIdentityHeaders({ headers }: IncomingMessage, isFromProxy: boolean): void {
  for (const name of Object.keys(headers)) {
    if (IDENTITY.test(name) || (!isFromProxy && FORWARDED.test(name))) delete headers[name];
  }
}

/** How often a header stands in a request: `headers` shows only the first of two Authorization headers. */
export function countHeader({ rawHeaders }: IncomingMessage, lowerCaseName: string): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName) count++;
  }
  return count;
}

const TOKEN_PARAMETER = /^(?:access_?token|id_?token|token|jwt|bearer|authorization|auth|api_?key)(?:\[\])?$/i;

/** Whether an address carries a token: it would end in logs and histories on its way here (RFC 6750, 5.3). */
export function hasTokenInQuery(query: unknown): boolean {
  return Object.keys(query as object).some((name) => TOKEN_PARAMETER.test(name));
}
