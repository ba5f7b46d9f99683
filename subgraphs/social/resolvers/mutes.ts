import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { MUTES } from '../operations/mutes/mute-paging.ts';
import { muteThread } from '../operations/mutes/mute-thread.ts';
import { muteUser } from '../operations/mutes/mute-user.ts';
import { muteWord } from '../operations/mutes/mute-word.ts';
import { unmuteThread } from '../operations/mutes/unmute-thread.ts';
import { unmuteUser } from '../operations/mutes/unmute-user.ts';
import { unmuteWord } from '../operations/mutes/unmute-word.ts';

export const muteQueries: QueryResolvers = {
  mutes(_, { kind, ...page }, { caller, repository, now }) {
    const viewerId = viewerOf(caller);
    return MUTES.read(page, (request) => repository.mutePage(viewerId, kind ?? null, now(), request));
  },
};

export const muteMutations: MutationResolvers = {
  async muteUser(_, { input }, context) {
    const { user, errors } = payloadOf('user', await muteUser(context, input));
    return { user: user === null ? null : { id: user }, errors };
  },
  async unmuteUser(_, { input }, context) {
    const { user, errors } = payloadOf('user', await unmuteUser(context, input));
    return { user: user === null ? null : { id: user }, errors };
  },
  muteWord: async (_, { input }, context) => payloadOf('mute', await muteWord(context, input)),
  unmuteWord: async (_, { input }, context) => payloadOf('text', await unmuteWord(context, input)),
  muteThread: async (_, { input }, context) => payloadOf('post', await muteThread(context, input)),
  unmuteThread: async (_, { input }, context) => payloadOf('post', await unmuteThread(context, input)),
};

export const muteEntities: Pick<Resolvers, 'Mute'> = {
  Mute: {
    user: async ({ kind, key }, _, { followRelations }) =>
      kind === 'USER' && (await followRelations.load(key))?.isHidden === false ? { id: key } : null,
    post: ({ kind, key }, _, { posts }) => (kind === 'THREAD' ? posts.load(key) : null),
  },
};
