import { on } from '../../../runtime/events/reaction.ts';
import { conversationBegun } from '../../chat/events.ts';
import type { DiscoveryStore } from '../repository/index.ts';

/** A match whose two have begun to write to each other is no new one any more. */
export const whenConversationBegun = on(
  conversationBegun,
  async (store: Pick<DiscoveryStore, 'noteTalking'>, { userIds: [one, other], at }) =>
    store.noteTalking(one, other, new Date(at)),
);
