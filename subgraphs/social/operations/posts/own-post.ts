import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';

/** A post of the viewer; one of somebody else is refused as it may be known. */
export async function findOwnPost(
  { posts }: Pick<SocialContext, 'posts'>,
  viewerId: string,
  postId: string,
): Promise<Result<Post, NotFound | NotPermitted>> {
  const post = await posts.load(postId);
  if (post === null) return noPost();
  return post.authorId === viewerId ? done(post) : notPermitted('Only its author can do this.', 'postId');
}

/** The refusal for a post that does not exist or must not be known. */
export const noPost = (field = 'postId') => notFound('There is no such post.', field);
