import { fault } from '../../../runtime/executor/faults.ts';
import { createPaging, type PageArguments } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { DeckCursor, ListedCandidate } from '../operations/list-candidates.ts';

const MAX_PAGE_SIZE = 20;

const CANDIDATES = createPaging({
  name: 'discovery.candidates',
  key: [cursorPart.milliseconds, cursorPart.integer, cursorPart.integer, cursorPart.integer, cursorPart.id('usr')],
  keyOf: ({ builtAt, position: [wasSeen, lack, tie, userId] }: DeckCursor) => [builtAt, wasSeen, lack, tie, userId],
});

/** A page of candidates as a connection. @throws a fault `BAD_USER_INPUT` for more than 20 at a time. */
export async function connectCandidates(
  page: PageArguments,
  read: (page: { readonly from: DeckCursor | null; readonly limit: number }) => Promise<readonly ListedCandidate[]>,
) {
  if ((page.first ?? 0) > MAX_PAGE_SIZE) throw fault('BAD_USER_INPUT', `A page holds at most ${MAX_PAGE_SIZE} people.`);
  return CANDIDATES.read(page, ({ from, limit }) => {
    if (from === null) return read({ from, limit });
    const [builtAt, wasSeen, lack, tie, userId] = from;
    return read({ from: { builtAt, position: [wasSeen, lack, tie, userId] }, limit });
  });
}
