import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { personRestored, personSuspended } from '../../moderation/events.ts';
import type { AuthContext } from '../context.ts';
import { restoreByModeration, type Store, suspendByModeration } from '../operations/accounts/obey-moderation.ts';
import { notifyRevokedSessions } from '../operations/sessions/end-sessions.ts';

/** What these reactions work with. */
export type ModerationNeeds = Pick<AuthContext, 'signals' | 'now'>;

/** Suspends and restores accounts as moderators decide. */
export const whenPersonIsModerated = ({ signals, now }: ModerationNeeds): readonly Reaction<Store>[] => [
  on(personSuspended, async (store: Store, event) => {
    const ended = await suspendByModeration(store, event, now());
    return ended.length === 0 ? undefined : () => notifyRevokedSessions({ signals }, ended);
  }),
  on(personRestored, async (store: Store, event) => restoreByModeration(store, event, now())),
];
