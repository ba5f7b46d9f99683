import { fault } from '../../../runtime/executor/faults.ts';

/** Most people named in a short list, and how many when nothing is asked for. */
const MOST = 100;
const USUAL = 20;

/** How many people a short list is to name. @throws a fault `BAD_USER_INPUT` for what is not 1 to 100. */
export function checkedFirst(first: number | null | undefined): number {
  const wanted = first ?? USUAL;
  if (wanted < 1 || wanted > MOST) throw fault('BAD_USER_INPUT', `first is 1 to ${MOST}.`);
  return wanted;
}
