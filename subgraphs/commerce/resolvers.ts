import { scalars } from '../../runtime/graphql/scalars.ts';
import { payloadOf } from '../../runtime/operations/result.ts';
import { viewerOf } from '../../runtime/operations/viewer.ts';
import type { ItemEvent } from './context.ts';
import type { Resolvers } from './generated.ts';
import { addItem } from './operations/add-item.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    commerceItem: (_, { id }, { items }) => items.load(id),
    async commerceItemsCursor(_, __, { caller, streams, itemLog }) {
      const viewerId = viewerOf(caller);
      return streams.cursor(itemLog, viewerId, (await itemLog.heads([viewerId])).sequences.get(viewerId) ?? 0);
    },
  },
  Mutation: {
    addCommerceItem: async (_, { input }, context) => payloadOf('item', await addItem(context, input)),
  },
  Subscription: {
    commerceItemAdded: {
      subscribe: (_, { after }, { caller, streams, itemLog }) =>
        streams.follow(itemLog, viewerOf(caller), viewerOf(caller), after),
      resolve: ({ cursor, resyncRequired, entry }: ItemEvent) => ({ cursor, resyncRequired, item: entry }),
    },
  },
  CommerceItem: { __resolveReference: ({ id }, { items }) => items.load(id) },
};
