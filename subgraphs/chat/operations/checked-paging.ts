import { createPaging, type Paging } from '../../../runtime/connection.ts';
import { fault } from '../../../runtime/faults.ts';

/** The last instant a `Date` can hold, in milliseconds; sequences never come near it. */
const MAX_INSTANT_MS = 8.64e15;

/** Whether a part of a key can have come from a row: whole numbers, and text that PostgreSQL can hold. */
const isPossible = (part: string | number): boolean =>
  typeof part === 'number'
    ? Number.isSafeInteger(part) && Math.abs(part) <= MAX_INSTANT_MS
    : !part.includes('\0') && part.isWellFormed();

/** Paging whose cursors are refused with `BAD_USER_INPUT` when they hold what no row has: it never reaches the database. */
export function createCheckedPaging<Key extends readonly (string | number)[]>(list: string, example: Key): Paging<Key> {
  const paging = createPaging(list, example);
  return {
    ...paging,
    parse(page) {
      const request = paging.parse(page);
      if (request.from?.every(isPossible) === false) throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
      return request;
    },
  };
}
