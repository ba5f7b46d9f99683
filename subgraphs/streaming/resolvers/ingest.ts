import { fault } from '../../../runtime/executor/faults.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import type { StreamingContext } from '../context.ts';
import type { LiveStreamResolvers, MutationResolvers, QueryResolvers, SubscriptionResolvers } from '../generated.ts';
import { findHealth } from '../operations/ingest/find-health.ts';
import { rotateStreamKey } from '../operations/ingest/rotate-stream-key.ts';
import { findPlayback } from '../operations/playback/find-playback.ts';

export const ingestQueries: QueryResolvers = {
  streamHealth: (_, { streamId }, context) => findHealth(context, streamId),
};

export const ingestMutations: MutationResolvers = {
  rotateStreamKey: async (_, { input }, context) => payloadOf('ingest', await rotateStreamKey(context, input)),
};

export const ingestSubscriptions: SubscriptionResolvers = {
  streamHealthChanged: {
    async subscribe(_, { streamId }, context) {
      if ((await findHealth(context, streamId)) === null) throw fault('NOT_FOUND', 'No such stream.');
      return context.followHealth(streamId);
    },
    resolve: async ({ streamId }: { readonly streamId: string }, _: unknown, context: StreamingContext) => ({
      health: await findHealth(context, streamId),
    }),
  },
};

export const ingestFields: LiveStreamResolvers = {
  playback: (stream, _, context) => findPlayback(context, stream),
};
