import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { type ContractFact, contractEnded, contractOpened } from '../../projects/events.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { AccessNeeds } from '../operations/announce-access.ts';
import type { ChatRepository, ContactGrant } from '../repository/index.ts';
import { openDirectConversation } from './open-direct-conversation.ts';

type Store = Pick<
  ChatRepository,
  'addConversation' | 'announce' | 'contactsAmong' | 'directTalk' | 'endUnconfirmedGrants' | 'noteContactGrant'
>;

/** The grant of a contract; null when one of its parties is gone. */
function grantOf({ contractId, clientId, freelancerId, at }: ContractFact, isActive: boolean): ContactGrant | null {
  if (clientId === null || freelancerId === null) return null;
  const userIds = clientId < freelancerId ? ([clientId, freelancerId] as const) : ([freelancerId, clientId] as const);
  return {
    ...{ userIds, source: 'CONTRACT', sourceId: contractId, isActive },
    at: new Date(at),
  };
}

/** A contract lets its parties write to each other, and opens their conversation unless they have one; its end leaves it to be read. */
export const whenContractsChange = ({ signals }: Pick<AccessNeeds, 'signals'>): readonly Reaction<Store>[] => [
  on(
    contractOpened,
    async (store: Store, fact) => {
      const grant = grantOf(fact, true);
      if (grant === null) return;
      await store.noteContactGrant(grant);
      await openDirectConversation(store, { userIds: grant.userIds, at: fact.at });
      return () => signals.notify(CHANGES_TOPIC);
    },
    { snapshot: { endUnconfirmed: (store, startedAt) => store.endUnconfirmedGrants('CONTRACT', startedAt) } },
  ),
  on(contractEnded, async (store: Store, fact) => {
    const grant = grantOf(fact, false);
    if (grant === null) return;
    await store.noteContactGrant(grant);
    return () => signals.notify(CHANGES_TOPIC);
  }),
];
