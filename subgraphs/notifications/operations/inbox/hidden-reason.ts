import type { Notification, Relation } from '../../repository/index.ts';

/** Why a notification's text is hidden from its reader. */
export type HiddenReason = 'ACTOR_HIDDEN' | 'FRIENDS_ONLY';

/** What nobody in particular says, so that a block between two people is nothing to it. */
const IMPERSONAL: ReadonlySet<Notification['type']> = new Set(['ACCOUNT', 'ANNOUNCEMENT']);

/**
 * Why the reader may not see the text now; null when they may. What was told of a stream may quote its title: once the two
 * are friends no more it goes the way of the stream, unless the stream was for everybody.
 */
export function hiddenReason(
  { type, data }: Pick<Notification, 'type' | 'data'>,
  { isBlocked, hasEnded }: Relation,
): HiddenReason | null {
  if (IMPERSONAL.has(type)) return null;
  if (type === 'LIVE_STREAM' && hasEnded && data['visibility'] !== 'PUBLIC') return 'FRIENDS_ONLY';
  return isBlocked ? 'ACTOR_HIDDEN' : null;
}
