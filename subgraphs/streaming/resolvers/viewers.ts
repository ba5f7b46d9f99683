import { fault } from '../../../runtime/executor/faults.ts';
import { isId } from '../../../runtime/operations/ids.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { AudienceChange } from '../context.ts';
import { memberOf } from '../events.ts';
import type { MutationResolvers, StreamViewerResolvers, SubscriptionResolvers } from '../generated.ts';
import { heartbeatStream } from '../operations/heartbeat-stream.ts';
import { joinStream } from '../operations/join-stream.ts';
import { leaveStream } from '../operations/leave-stream.ts';
import { requireVisible } from './require-visible.ts';

/** A third of the lifetime of a lease, so that two heartbeats may be lost. */
const HEARTBEAT_INTERVAL_SECONDS = 5;

const person = (id: string) => ({ id });

export const viewerMutations: MutationResolvers = {
  joinStream: async (_, { input }, context) => payloadOf('viewer', await joinStream(context, input)),
  leaveStream: async (_, { input }, context) => payloadOf('viewer', await leaveStream(context, input)),
  heartbeatStream: async (_, { input }, context) => payloadOf('viewer', await heartbeatStream(context, input)),
};

export const viewerSubscriptions: SubscriptionResolvers = {
  streamViewersChanged: {
    async subscribe(_, { streamId }, context) {
      const { caller, audiences } = context;
      const session = { userId: viewerOf(caller), sessionId: caller.sessionId ?? '' };
      await requireVisible(streamId, context);
      return audiences.follow({ streamId, ...session, member: memberOf(session) });
    },
    resolve: ({ viewerCount, joined, left }: AudienceChange) => ({
      viewerCount,
      joined: joined.map(person),
      left: left.map(person),
    }),
  },
  streamViewerCountChanged: {
    async subscribe(_, { streamId }, { audiences, publicStreams }) {
      // A listener who is nobody, whoever asks: the gateway shares the subscription between its callers.
      const stream = isId('str', streamId) ? await publicStreams.load(streamId) : null;
      if (stream === null) throw fault('NOT_FOUND', 'No such stream.');
      const nobody = { userId: '', sessionId: '' };
      return audiences.follow({ streamId, ...nobody, member: memberOf(nobody) });
    },
    resolve: ({ viewerCount }: AudienceChange) => ({ viewerCount }),
  },
};

export const viewerFields: StreamViewerResolvers = {
  user: ({ userId }) => person(userId),
  heartbeatIntervalSeconds: () => HEARTBEAT_INTERVAL_SECONDS,
};
