import { createPaging } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import type { Mute } from '../../repository/mutes/mutes.ts';

/** Paging over what a person has muted, latest first. */
export const MUTES = createPaging({
  name: 'mutes',
  key: [cursorPart.instant, cursorPart.text, cursorPart.text],
  keyOf: ({ createdAt, kind, key }: Mute) => [createdAt.toISOString(), kind, key],
});
