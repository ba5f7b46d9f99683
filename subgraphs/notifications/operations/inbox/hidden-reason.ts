import type { Notification, Relation } from '../../repository/index.ts';

/** Why a notification's text is hidden from its recipient. */
export type HiddenReason = 'ACTOR_HIDDEN' | 'FRIENDS_ONLY' | 'FOLLOWERS_ONLY' | 'CONTENT_HIDDEN';

/** Types without a personal sender, which neither a block nor a suspension affects. */
const IMPERSONAL: ReadonlySet<Notification['type']> = new Set(['ACCOUNT', 'ANNOUNCEMENT', 'MODERATION']);

/**
 * Why the recipient may not see the text now; null when they may. A notification of a stream may quote its title: it is hidden
 * when the two are no longer friends or the recipient no longer follows, unless the stream was public.
 */
export function hiddenReason(
  { type, data }: Pick<Notification, 'type' | 'data'>,
  { isHidden, hasEnded, hasUnfollowed }: Relation,
): HiddenReason | null {
  if (IMPERSONAL.has(type)) return null;
  if (isHidden) return 'ACTOR_HIDDEN';
  if (type !== 'LIVE_STREAM' || data['visibility'] === 'PUBLIC') return null;
  if (data['visibility'] === 'FOLLOWERS') return hasUnfollowed ? 'FOLLOWERS_ONLY' : null;
  return hasEnded ? 'FRIENDS_ONLY' : null;
}
