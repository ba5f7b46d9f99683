import type { EventType } from '../../../runtime/events/event-type.ts';
import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { AccessNeeds } from '../operations/announce-access.ts';
import type { ChatRepository, ContactGrant } from '../repository/index.ts';

type Store = Pick<ChatRepository, 'noteContactGrant'>;

/**
 * Records the contact grant that an event of another domain gives or ends: `grantOf` reads it from the payload, null where one of the two is gone. The two may
 * write to each other as long as they are friends or one grant is active.
 */
export const whenContactChanges = <Payload>(
  type: EventType<Payload>,
  grantOf: (payload: Payload) => ContactGrant | null,
  needs: Pick<AccessNeeds, 'signals'>,
): Reaction<Store> =>
  on(type, async (store: Store, payload) => {
    const grant = grantOf(payload);
    if (grant === null) return;
    await store.noteContactGrant(grant);
    return () => needs.signals.notify(CHANGES_TOPIC);
  });
