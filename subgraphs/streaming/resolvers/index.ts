import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { banFields, banMutations, banQueries } from './bans.ts';
import { categoryFields, detailFields } from './details.ts';
import { gifterFields, giftFields, sentGiftFields } from './gift-fields.ts';
import { giftMutations, giftQueries, giftSubscriptions } from './gifts.ts';
import { ingestFields, ingestMutations, ingestQueries, ingestSubscriptions } from './ingest.ts';
import { recordingFields, recordingMutations, recordingQueries } from './recordings.ts';
import { streamFields, streamMutations, streamQueries, streamSubscriptions, userFields } from './streams.ts';
import { viewerFields, viewerMutations, viewerSubscriptions } from './viewers.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: { ...streamQueries, ...banQueries, ...giftQueries, ...recordingQueries, ...ingestQueries },
  Mutation: {
    ...{ ...streamMutations, ...viewerMutations, ...ingestMutations },
    ...{ ...banMutations, ...giftMutations, ...recordingMutations },
  },
  Subscription: { ...streamSubscriptions, ...viewerSubscriptions, ...giftSubscriptions, ...ingestSubscriptions },
  User: userFields,
  LiveStream: {
    ...{ ...streamFields, ...detailFields, ...ingestFields },
    __resolveReference: ({ id }, { liveStreams }) => liveStreams.load(id),
  },
  StreamViewer: viewerFields,
  StreamCategory: categoryFields,
  StreamBan: banFields,
  Gift: giftFields,
  StreamGift: sentGiftFields,
  StreamGifter: gifterFields,
  StreamRecording: recordingFields,
};
