import type { SocialContext } from '../../context.ts';

/** Most ids of one answer. */
const MAX_RECIPIENTS = 1_000;

/** Some of those who are notified of a post, by id: for the notifications domain. */
export const listRecipients = (
  { repository }: Pick<SocialContext, 'repository'>,
  {
    postId,
    after,
    limit,
  }: { readonly postId: string; readonly after?: string | null | undefined; readonly limit: number },
): Promise<readonly string[]> =>
  repository.postRecipients(postId, after ?? '', Math.min(Math.max(limit, 0), MAX_RECIPIENTS));
