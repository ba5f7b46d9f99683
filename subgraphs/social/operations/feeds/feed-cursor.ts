import { fault } from '../../../../runtime/executor/faults.ts';
import { createCursor } from '../../../../runtime/operations/cursor.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { rankedOrigin } from './ranked-cursor.ts';

/** Begins the scope of every feed. */
const SCOPE_PREFIX = 'feed:';

/** The scope of a feed: what it is, how it is ordered, and what it is restricted to. */
export const scopeOf = (kind: string, order: 'score' | 'time', listId: string | null): string =>
  `${SCOPE_PREFIX}${kind}:${order}:${listId ?? ''}`;

const CHRONOLOGICAL = createCursor<readonly [scope: string, before: number]>([cursorPart.text, cursorPart.bigint]);

/**
 * The place after the post with this number in a feed in order of time. `scope` names the feed and what it is restricted to, so
 * that a cursor of another one is refused.
 */
export const encodeChronological = (scope: string, number: number): string => CHRONOLOGICAL.encode([scope, number]);

/** The number below which the feed continues. @throws a fault `BAD_USER_INPUT` for what is not a cursor of this feed. */
export function decodeChronological(scope: string, cursor: string): number {
  const [itsScope, number = 0] = CHRONOLOGICAL.decode(cursor) ?? [];
  if (itsScope !== scope) throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
  return number;
}

/** The number of the newest post that was there when a cursor of any feed was made, or of its post; null for another cursor. */
export function numberOf(cursor: string): number | null {
  const [itsScope, number] = CHRONOLOGICAL.decode(cursor) ?? rankedOrigin(cursor) ?? [];
  return itsScope?.startsWith(SCOPE_PREFIX) === true ? (number ?? null) : null;
}
