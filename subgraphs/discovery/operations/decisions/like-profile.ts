import { type LikeNeeds, sendLike } from './send-like.ts';

/** Likes a person; when they like the viewer too, the two have a match. */
export const likeProfile = (context: LikeNeeds, input: unknown) =>
  sendLike(context, input, { kind: 'LIKE', operation: 'likeProfile' });
