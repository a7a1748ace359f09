import { type Static, type TObject, Type } from 'typebox';
import { idSchema } from '../../contract/id-and-time.ts';
import { MAX_PAGE_SIZE } from '../../contract/page.ts';
import { TriageError } from '../errors.ts';

const DEFAULT_PAGE_SIZE = 50;

/** How a list is asked for, next to its filters; numbers in an address are text. */
export const PageQueryProperties = {
  limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$', description: `1 to ${MAX_PAGE_SIZE}; default 50.` })),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: '`next_cursor` of the page before.' })),
};

const PageQuerySchema = Type.Object(PageQueryProperties);
export type PageQuery = Static<typeof PageQuerySchema>;

/** A page's query next to the filters of a list. */
export function pageQuery(filter: TObject) {
  return Type.Object({ ...filter.properties, ...PageQueryProperties }, { additionalProperties: false });
}

/** Takes the page out of a query; what is left are the filters. @throws {TriageError} INVALID_REQUEST */
export function splitQuery<Query extends PageQuery>({ limit, cursor, ...filter }: Query) {
  const size = limit === undefined ? DEFAULT_PAGE_SIZE : Number(limit);
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw new TriageError('INVALID_REQUEST', `limit: wanted 1 to ${MAX_PAGE_SIZE}.`, {
      errors: [{ path: '/limit', message: `must be 1 to ${MAX_PAGE_SIZE}` }],
    });
  }
  return { filter, page: { limit: size, cursor } };
}

/** Path parameters of a route about one thing. */
export const IdParams = Type.Object({ id: idSchema() });
