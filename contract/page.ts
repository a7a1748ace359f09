import { type TSchema, Type } from 'typebox';

/** Most entries one page of a list may hold. */
export const MAX_PAGE_SIZE = 200;

/** One page of a list, newest first. `next_cursor` is there while there is more. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string;
}

/** The schema of a page of something. */
export function pageSchema<Item extends TSchema>(item: Item) {
  return Type.Object(
    { items: Type.Array(item), next_cursor: Type.Optional(Type.String()) },
    { additionalProperties: false },
  );
}
