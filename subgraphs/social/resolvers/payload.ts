import type { Result } from '../../../runtime/operations/result.ts';
import type { SocialContext } from '../context.ts';

/** The payload with a post, read again with the permissions of now; null when refused. */
export async function postPayload<Refusal>({ posts }: Pick<SocialContext, 'posts'>, result: Result<string, Refusal>) {
  if (!result.ok) return { post: null, errors: [result.refusal] };
  posts.clear(result.value);
  return { post: await posts.load(result.value), errors: [] };
}

/** The payload with a comment, read again with the permissions of now; null when refused, and when nothing is left of it. */
export async function commentPayload<Refusal>(
  { comments }: Pick<SocialContext, 'comments'>,
  result: Result<string, Refusal>,
) {
  if (!result.ok) return { comment: null, errors: [result.refusal] };
  comments.clear(result.value);
  return { comment: await comments.load(result.value), errors: [] };
}
