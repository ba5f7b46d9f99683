import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { type MatchFact, matchCreated, matchEnded } from '../../discovery/events.ts';
import { CHANGES_TOPIC, conversationBegun } from '../events.ts';
import type { AccessNeeds } from '../operations/announce-access.ts';
import type { ChatRepository, ContactGrant } from '../repository/index.ts';

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
      await openConversation(store, fact);
      return () => signals.notify(CHANGES_TOPIC);
    },
    { snapshot: { endUnconfirmed: (store, startedAt) => store.endUnconfirmedGrants('MATCH', startedAt) } },
  ),
  on(matchEnded, async (store: Store, fact) => {
    await store.noteContactGrant(grantOf(fact, false));
    return () => signals.notify(CHANGES_TOPIC);
  }),
];

async function openConversation(store: Store, { userIds, at }: MatchFact): Promise<void> {
  const [one, other] = userIds;
  const talk = await store.directTalk(one, other);
  if (talk === null) {
    if (!(await store.contactsAmong(one, [other])).has(other)) return;
    const createdAt = new Date(at);
    await store.addConversation({
      ...{
        id: newId('cnv', createdAt),
        kind: 'DIRECT',
        title: null,
        roomKey: null,
        titleSkeleton: null,
        streamId: null,
      },
      ...{ memberIds: userIds, createdAt },
    });
  } else if (talk.hasMessages) {
    await store.announce(conversationBegun, { conversationId: talk.id, userIds, at }, new Date(at));
  }
}
