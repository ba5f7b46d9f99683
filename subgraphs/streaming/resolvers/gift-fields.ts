import type { GiftResolvers, StreamGifterResolvers, StreamGiftResolvers } from '../generated.ts';

export const giftFields: GiftResolvers = {
  price: ({ amount, currency }) => ({ amount, currency }),
};

export const sentGiftFields: StreamGiftResolvers = {
  __resolveReference: ({ id }, { streamGifts }) => streamGifts.load(id),
  stream: ({ streamId }, _, { liveStreams }) => liveStreams.load(streamId),
  sender: ({ senderId }) => (senderId === null ? null : { id: senderId }),
  amount: ({ amount, currency }) => ({ amount, currency }),
  sentAt: ({ createdAt }) => createdAt,
};

export const gifterFields: StreamGifterResolvers = {
  user: ({ userId }) => ({ id: userId }),
  amount: ({ amount, currency }) => ({ amount, currency }),
};
