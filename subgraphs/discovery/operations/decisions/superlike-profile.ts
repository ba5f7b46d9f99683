import { type LikeNeeds, sendLike } from './send-like.ts';

/** Likes a person above others; when they like the viewer too, the two have a match. */
export const superlikeProfile = (context: LikeNeeds, input: unknown) =>
  sendLike(context, input, { kind: 'SUPERLIKE', operation: 'superlikeProfile' });
