import { createPaging, type Paging } from '../../../runtime/connection.ts';
import { fault } from '../../../runtime/faults.ts';

/**
 * Paging over lists whose numbers are sequences and milliseconds: a forged cursor with a fraction, or below
 * nought, is refused with `BAD_USER_INPUT`, as PostgreSQL would not take it for a whole number or an instant.
 */
export function createCheckedPaging<Key extends readonly (string | number)[]>(list: string, example: Key): Paging<Key> {
  const paging = createPaging(list, example);
  return {
    ...paging,
    parse(page) {
      const request = paging.parse(page);
      if (request.from?.some((part) => typeof part === 'number' && !(Number.isSafeInteger(part) && part >= 0)))
        throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
      return request;
    },
  };
}
