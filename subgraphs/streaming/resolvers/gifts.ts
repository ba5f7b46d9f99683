import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext, StreamingEvents } from '../context.ts';
import type { MutationResolvers, QueryResolvers, SubscriptionResolvers } from '../generated.ts';
import { listStreamGifts } from '../operations/gifts/list-stream-gifts.ts';
import { sendStreamGift } from '../operations/gifts/send-stream-gift.ts';
import { requireVisible } from './require-visible.ts';

export const giftQueries: QueryResolvers = {
  giftCatalog: async (_, __, { repository }) => repository.giftCatalog(),
  streamGifts: (_, input, context) => listStreamGifts(context, input),
  streamGift: (_, { id }, { streamGifts }) => streamGifts.load(id),
};

export const giftMutations: MutationResolvers = {
  async sendStreamGift(_, { input }, context) {
    const sent = await sendStreamGift(context, input);
    const { isReplay } = sent;
    if (!sent.ok) return { gift: null, transaction: null, isReplay, errors: [sent.refusal] };
    const { gift } = sent.value;
    const transaction = gift.transactionId === null ? null : { id: gift.transactionId };
    return { gift, transaction, isReplay, errors: [] };
  },
};

export const giftSubscriptions: SubscriptionResolvers = {
  streamGiftSent: {
    async subscribe(_, { streamId, after }, context) {
      const viewerId = viewerOf(context.caller);
      await requireVisible(streamId, context);
      return context.streams.follow(context.giftsLog, streamId, viewerId, after);
    },
    resolve: async (
      { cursor, resyncRequired, entry }: StreamingEvents['gift'],
      _: unknown,
      { streamGifts }: StreamingContext,
    ) => ({
      cursor,
      resyncRequired,
      gift: entry === null ? null : await streamGifts.load(entry.giftId),
    }),
  },
};
