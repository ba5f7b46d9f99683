import type { Reaction } from '../../../runtime/events/reaction.ts';
import { type OrderPartFact, orderPartClosed, orderPlaced } from '../../commerce/events.ts';
import type { AccessNeeds } from '../operations/announce-access.ts';
import type { ChatRepository, ContactGrant } from '../repository/index.ts';
import { whenContactChanges } from './when-contact-changes.ts';

type Store = Pick<ChatRepository, 'noteContactGrant'>;

const grantOf = ({ buyerId, sellerId, partId, at }: OrderPartFact, isActive: boolean): ContactGrant | null =>
  buyerId === null || sellerId === null
    ? null
    : { userIds: [buyerId, sellerId], source: 'ORDER', sourceId: partId, isActive, at: new Date(at) };

/** Buyer and seller may write to each other from the payment of an order until nothing of the seller's part remains to be done. */
export const whenOrdersChange = (needs: Pick<AccessNeeds, 'signals'>): readonly Reaction<Store>[] => [
  whenContactChanges(orderPlaced, (fact) => grantOf(fact, true), needs),
  whenContactChanges(orderPartClosed, (fact) => grantOf(fact, false), needs),
];
