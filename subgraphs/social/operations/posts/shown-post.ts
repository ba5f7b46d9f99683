import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';

/** A published post that the viewer may see; of a repost, the one that it shows. Null for drafts and what is hidden. */
export async function findShown({ posts }: Pick<SocialContext, 'posts'>, postId: string): Promise<Post | null> {
  const post = await posts.load(postId);
  const shown = post?.repostOfId == null ? post : await posts.load(post.repostOfId);
  return shown === null || shown.number === null ? null : shown;
}
