import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';

/** Paging over the list named `list`, latest first: its rows are ordered by ids of one prefix. */
export const createIdPaging = (list: string, prefix: string) =>
  createPaging({ name: list, key: [cursorPart.id(prefix)], keyOf: ({ id }: { readonly id: string }) => [id] });

/** Paging over suggestions: descending by mutual friends, then ascending by id. Forwards only. */
export const SUGGESTIONS = createPaging({
  name: 'friendSuggestions',
  key: [cursorPart.integer, cursorPart.id('usr')],
  keyOf: ({ mutualFriendCount, userId }: { readonly mutualFriendCount: number; readonly userId: string }) => [
    mutualFriendCount,
    userId,
  ],
});
