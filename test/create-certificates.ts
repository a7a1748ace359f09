import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingProgram } from './skip-aloud.ts';

/** Files of an authority of our own and of a server on 127.0.0.1 it vouches for. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Why tests with certificates cannot run here, or undefined where they can. Throws where everything is required. */
export function missingOpenssl(): string | undefined {
  return missingProgram('openssl', 'version');
}

export function createCertificates(folder: string, address = '127.0.0.1'): Certificates {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.crt'),
    '-days',
    '2',
    '-subj',
    '/CN=test CA',
  );
  openssl('req', ...key, '-keyout', file('server.key'), '-out', file('server.csr'), '-subj', `/CN=${address}`);
  writeFileSync(file('extensions'), `subjectAltName=IP:${address}\n`);
  const issuer = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    file('server.csr'),
    ...issuer,
    '-out',
    file('server.crt'),
    '-days',
    '2',
    '-extfile',
    file('extensions'),
  );
  return { ca: file('ca.crt'), cert: file('server.crt'), key: file('server.key') };
}
