import type { ObeyedDecision } from '../../../runtime/moderation/when-content-is-moderated.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';

/** Clears a profile that is removed, in the caller's transaction; returns the signal to its subscribers for after the commit. */
export async function obeyModeration(
  { signals }: Pick<ProfileContext, 'signals'>,
  store: Pick<ProfileStore, 'clearProfile' | 'ownerOfProfile'>,
  { subjectId, decision, at }: ObeyedDecision,
): Promise<(() => Promise<void>) | undefined> {
  const isRemoved = decision === 'REMOVE';
  const userId = await (isRemoved ? store.clearProfile(subjectId, at) : store.ownerOfProfile(subjectId));
  return userId === null ? undefined : () => signals.notify(profileTopic(userId));
}
