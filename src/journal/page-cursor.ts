import type { Page } from '../../contract/page.ts';
import { TriageError } from '../errors.ts';
import type { PageRequest } from './journal.ts';

/** Where a page ended: the sort key of its last entry, and that entry's id among equals. */
export type Position = readonly [order: number, id: string];

/** One page as a reader found it, and where the next one begins. */
export interface Slice<Item> {
  readonly items: readonly Item[];
  readonly next: Position | null;
}

/** Ids of ours. A store need not be asked about others, and PostgreSQL could not hold some of them. */
const ID = /^[\w.:@-]{0,128}$/;
/** Where a page of an export ends among idempotency keys: a route, a tab, and the printable key that a student chose. */
const KEY = /^[A-Z]+ \/[\w/:-]{1,128}\t[\x20-\x7e]{1,512}$/;

/** The position inside a cursor that an earlier page gave. @throws {TriageError} INVALID_REQUEST when it is none of ours */
export function readCursor({ cursor }: PageRequest): Position | null {
  if (cursor === undefined) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position) && Number.isSafeInteger(position[0])) {
      const [order, id] = position;
      if (typeof id === 'string' && (ID.test(id) || KEY.test(id))) return [order, id];
    }
  } catch {
    // Not JSON: said below, as for every other text that is no cursor.
  }
  throw new TriageError('INVALID_REQUEST', 'cursor: is not one that a page of this list gave.');
}

export function toPage<Item>({ items, next }: Slice<Item>): Page<Item> {
  if (next === null) return { items };
  return { items, next_cursor: Buffer.from(JSON.stringify(next)).toString('base64url') };
}

/**
 * The end of a query that reads one page, newest first, by key instead of by offset: no page is skipped or seen twice
 * while others write. Conditions whose value is null do not narrow; one row more than `limit` shows that there is more.
 */
export function keyset<Value = string | number>(
  order: string,
  id: string,
  after: Position | null,
  limit: number,
  conditions: Readonly<Record<string, Value | null>>,
): { readonly sql: string; readonly values: readonly (Value | string | number)[] } {
  const given = Object.entries(conditions).filter((entry): entry is [string, Value & {}] => entry[1] !== null);
  const wanted = given.map(([condition]) => condition);
  const values: (Value | string | number)[] = given.map(([, value]) => value);
  if (after !== null) {
    wanted.push(`(${order}, ${id}) < (?, ?)`);
    values.push(...after);
  }
  const where = wanted.length > 0 ? `WHERE ${wanted.join(' AND ')}` : '';
  return { sql: `${where} ORDER BY ${order} DESC, ${id} DESC LIMIT ?`, values: [...values, limit + 1] };
}

/** Cuts the extra row off and says where the next page begins. */
export function slice<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  toPosition: (row: Row) => Position,
): Slice<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(toItem), next: rows.length > limit && last !== undefined ? toPosition(last) : null };
}

/** A time of a filter as Unix milliseconds. */
export function toMs(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time);
}
