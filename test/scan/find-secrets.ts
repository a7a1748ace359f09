/** Shapes that only a secret has, or hardly anything else. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?-----\s*[\w+/=\r\n\\]{40}/g,
  'key of a cloud': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  'token of a forge': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,}|glpat-[\w-]{20})\b/g,
  'token of a registry': /\bnpm_[A-Za-z0-9]{36}\b|_authToken=[^$\s"']{8,}/g,
  'key of a model vendor': /\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}\b/g,
  'token of a chat': /\bxox[abpr]-[A-Za-z0-9-]{20,}\b/g,
  'signed token': /\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}\b/g,
  'private half of a JSON key': /"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/g,
  'password in an address': /\b[a-z][a-z0-9+.-]+:\/\/[^\s:/@'"`$<{]+:([^\s:/@'"`$<{]+)@([\w.-]+)/g,
};

/** Passwords that say of themselves that they are none. */
const EXAMPLES = new Set(['example', 'local-only', 'password', 'pass', 'secret', 'pw', 'hush', 'p', 'b', 'x', '…']);

/** Names that are nobody's (RFC 2606), and this machine. */
const isNobody = (host: string) =>
  /(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$|^127\.0\.0\.1$/.test(host);

export interface Secret {
  readonly what: string;
  /** Enough to find it again, not enough to use it. */
  readonly hint: string;
}

/** What looks like a secret in a text, examples aside. */
export function findSecrets(text: string): Secret[] {
  return Object.entries(SHAPES).flatMap(([what, shape]) =>
    [...text.matchAll(shape)]
      .filter(([, password, host]) => password === undefined || !(EXAMPLES.has(password) || isNobody(host ?? '')))
      .map(([found]) => ({ what, hint: `${found.slice(0, 12).replaceAll(/\s/g, ' ')}… (${found.length} characters)` })),
  );
}
