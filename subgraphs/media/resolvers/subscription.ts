import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FileEvent, MediaContext } from '../context.ts';
import type { SubscriptionResolvers } from '../generated.ts';

/** Subscriptions of the contract. */
export const subscription: SubscriptionResolvers = {
  mediaProcessed: {
    subscribe: (_, { after }, { caller, streams, repository: { fileLog } }) =>
      streams.follow(fileLog, viewerOf(caller), viewerOf(caller), after),
    resolve: async ({ cursor, resyncRequired, entry }: FileEvent, _: unknown, { files }: MediaContext) => ({
      cursor,
      resyncRequired,
      fileId: entry?.fileId ?? null,
      change: entry?.change ?? null,
      file: entry === null ? null : await files.load({ id: entry.fileId, access: '' }),
    }),
  },
};
