import { fault } from '../../../runtime/executor/faults.ts';

/** Most people named in a short list, and how many when nothing is asked for. */
const MAX_ITEMS = 100;
const DEFAULT_ITEMS = 20;

/** How many people a short list is to name. @throws a fault `BAD_USER_INPUT` for what is not 1 to 100. */
export function checkedFirst(first: number | null | undefined): number {
  const count = first ?? DEFAULT_ITEMS;
  if (count < 1 || count > MAX_ITEMS) throw fault('BAD_USER_INPUT', `first is 1 to ${MAX_ITEMS}.`);
  return count;
}
