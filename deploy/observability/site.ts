import { readFileSync } from 'node:fs';
import { OWNERS } from './alert.ts';

/** Who is told, each by an address that takes Alertmanager's webhook. `heartbeat` expects to hear from us all the time. */
export const CONTACTS = ['on_call', ...OWNERS, 'heartbeat'] as const;
export type Contact = (typeof CONTACTS)[number];

/** What one deployment must say before anyone can be alerted. */
export interface Site {
  readonly contacts: Readonly<Record<Contact, { readonly name: string; readonly webhook: string }>>;
  /** Where the runbooks can be read: `docs/runbooks/…` is appended. */
  readonly documents: string;
  /** Where Grafana is. */
  readonly grafana: string;
}

/** What is missing or unusable, all of it at once. */
export class SiteError extends Error {
  override readonly name = 'SiteError';
  constructor(file: string, mistakes: readonly string[]) {
    super(`${file} is not complete:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
  }
}

/**
 * Reads who is told and where documents are.
 * @throws {SiteError} naming every contact that is empty and every address that is none
 */
export function readSite(file: string): Site {
  const given = JSON.parse(readFileSync(file, 'utf8')) as Partial<Site>;
  const mistakes: string[] = [];
  for (const key of ['documents', 'grafana'] as const) requireAddress(key, given[key]);
  for (const contact of CONTACTS) {
    const { name, webhook } = given.contacts?.[contact] ?? {};
    if (name === undefined || name.trim() === '') mistakes.push(`contacts.${contact}.name: who is it?`);
    requireAddress(`contacts.${contact}.webhook`, webhook);
  }
  for (const key of Object.keys(given.contacts ?? {})) {
    if (!CONTACTS.includes(key as Contact)) mistakes.push(`contacts.${key}: no such contact`);
  }
  if (mistakes.length > 0) throw new SiteError(file, mistakes);
  return given as Site;

  function requireAddress(key: string, value: string | undefined) {
    if (value === undefined || value.trim() === '') mistakes.push(`${key}: is empty`);
    else if (!/^https?:$/.test(URL.parse(value)?.protocol ?? ''))
      mistakes.push(`${key}: wanted an http:// or https:// address`);
  }
}
