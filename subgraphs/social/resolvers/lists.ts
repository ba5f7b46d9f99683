import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { addToList } from '../operations/lists/add-to-list.ts';
import { createList } from '../operations/lists/create-list.ts';
import { deleteList } from '../operations/lists/delete-list.ts';
import { removeFromList } from '../operations/lists/remove-from-list.ts';
import { updateList } from '../operations/lists/update-list.ts';

const LISTS = createPaging({
  name: 'lists',
  key: [cursorPart.text, cursorPart.id('lst')],
  keyOf: ({ title, id }: { readonly title: string; readonly id: string }) => [title, id],
});

export const listQueries: QueryResolvers = {
  lists(_, page, { caller, repository }) {
    const ownerId = viewerOf(caller);
    return LISTS.read(page, (request) => repository.userListPage(ownerId, request));
  },
  list: (_, { id }, { userLists }) => userLists.load(id),
};

export const listMutations: MutationResolvers = {
  createList: async (_, { input }, context) => payloadOf('list', await createList(context, input)),
  updateList: async (_, { input }, context) => payloadOf('list', await updateList(context, input)),
  deleteList: async (_, { input }, context) => payloadOf('listId', await deleteList(context, input)),
  addToList: async (_, { input }, context) => payloadOf('list', await addToList(context, input)),
  removeFromList: async (_, { input }, context) => payloadOf('list', await removeFromList(context, input)),
};

export const listEntities: Pick<Resolvers, 'UserList'> = {
  UserList: {
    __resolveReference: ({ id }, { userLists }) => userLists.load(id),
    memberCount: ({ id }, _, { listSizes }) => listSizes.load(id),
    async members({ id }, page, { listMembers }) {
      const { edges, pageInfo } = await listMembers.load(id, page);
      return {
        pageInfo,
        edges: edges.map(({ cursor, node: { userId, addedAt } }) => ({ cursor, addedAt, node: { id: userId } })),
      };
    },
  },
};
