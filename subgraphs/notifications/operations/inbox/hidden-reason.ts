import type { Notification, Relation } from '../../repository/index.ts';

/** Why a notification's text is hidden from its recipient. */
export type HiddenReason = 'ACTOR_HIDDEN' | 'FRIENDS_ONLY';

/** Types without a personal sender, which a block does not affect. */
const IMPERSONAL: ReadonlySet<Notification['type']> = new Set(['ACCOUNT', 'ANNOUNCEMENT']);

/**
 * Why the recipient may not see the text now; null when they may. A notification of a stream may quote its title: it is hidden
 * when the two are no longer friends, unless the stream was public.
 */
export function hiddenReason(
  { type, data }: Pick<Notification, 'type' | 'data'>,
  { isBlocked, hasEnded }: Relation,
): HiddenReason | null {
  if (IMPERSONAL.has(type)) return null;
  if (type === 'LIVE_STREAM' && hasEnded && data['visibility'] !== 'PUBLIC') return 'FRIENDS_ONLY';
  return isBlocked ? 'ACTOR_HIDDEN' : null;
}
