import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { LikesReceivedResolvers, QueryResolvers, ReceivedLikeResolvers } from '../generated.ts';

const LIKES = createPaging({
  name: 'likesReceived',
  key: [cursorPart.integer, cursorPart.id('dlk')],
  keyOf: ({ rank, id }: { readonly rank: number; readonly id: string }) => [rank, id],
});

export const receivedLikeQueries: Pick<QueryResolvers, 'likesReceived'> = {
  async likesReceived(_, __, { caller, logPositions }) {
    await logPositions.beforeList();
    return { receiverId: viewerOf(caller) };
  },
};

/** Likes of the contract, for those who received them. */
export const receivedLikeEntities: { LikesReceived: LikesReceivedResolvers; ReceivedLike: ReceivedLikeResolvers } = {
  LikesReceived: {
    count: ({ receiverId }, _, { repository, now }) => repository.countWaitingLikes(receiverId, now()),
    users: ({ receiverId }, page, { repository, now }) =>
      LIKES.read(page, (request) => repository.waitingLikes(receiverId, now(), request)),
  },
  ReceivedLike: {
    user: ({ isAnswered, senderId }) => (isAnswered ? { id: senderId } : null),
    isSuperlike: ({ rank }) => rank === 1,
    comment: ({ isAnswered, comment }) => (isAnswered ? comment : null),
    blurredPhoto: (like, _, { blurredPhotos }) => blurredPhotos.load(like),
  },
};
