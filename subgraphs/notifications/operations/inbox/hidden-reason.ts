import type { Notification, Relation } from '../../repository/index.ts';

/** Why a notification's text is hidden from its recipient. */
export type HiddenReason = 'ACTOR_HIDDEN' | 'FRIENDS_ONLY' | 'CONTENT_HIDDEN';

/** Types without a personal sender, which neither a block nor a suspension affects. */
const IMPERSONAL: ReadonlySet<Notification['type']> = new Set(['ACCOUNT', 'ANNOUNCEMENT', 'MODERATION']);

/**
 * Why the recipient may not see the text now; null when they may. A notification of a stream may quote its title: it is hidden
 * when the two are no longer friends, unless the stream was public.
 */
export function hiddenReason(
  { type, data }: Pick<Notification, 'type' | 'data'>,
  { isHidden, hasEnded }: Relation,
): HiddenReason | null {
  if (IMPERSONAL.has(type)) return null;
  if (isHidden) return 'ACTOR_HIDDEN';
  return type === 'LIVE_STREAM' && hasEnded && data['visibility'] !== 'PUBLIC' ? 'FRIENDS_ONLY' : null;
}
