import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { type MatchFact, matchCreated, matchEnded } from '../../discovery/events.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { AccessNeeds } from '../operations/announce-access.ts';
import type { ChatRepository, ContactGrant } from '../repository/index.ts';
import { openDirectConversation } from './open-direct-conversation.ts';

type Store = Pick<
  ChatRepository,
  'addConversation' | 'announce' | 'contactsAmong' | 'directTalk' | 'endUnconfirmedGrants' | 'noteContactGrant'
>;

const grantOf = ({ matchId, userIds, at }: MatchFact, isActive: boolean): ContactGrant => ({
  ...{ userIds, source: 'MATCH', sourceId: matchId, isActive },
  at: new Date(at),
});

/**
 * A match lets the two write to each other, and opens their conversation unless they have one; its end leaves the conversation
 * to be read. A match that ended before its beginning is handled opens nothing.
 */
export const whenMatchesChange = ({ signals }: Pick<AccessNeeds, 'signals'>): readonly Reaction<Store>[] => [
  on(
    matchCreated,
    async (store: Store, fact) => {
      await store.noteContactGrant(grantOf(fact, true));
      await openDirectConversation(store, fact);
      return () => signals.notify(CHANGES_TOPIC);
    },
    { snapshot: { endUnconfirmed: (store, startedAt) => store.endUnconfirmedGrants('MATCH', startedAt) } },
  ),
  on(matchEnded, async (store: Store, fact) => {
    await store.noteContactGrant(grantOf(fact, false));
    return () => signals.notify(CHANGES_TOPIC);
  }),
];
