import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';
import type { SearchFilter } from '../../repository/search/search-posts.ts';

/** Longest query, in Unicode code points. */
export const MAX_QUERY_LENGTH = 200;

/** Kinds of hits, best first. */
const HIT_KIND = { words: 0, beginnings: 1 } as const;

/** Kind of hit and the number of the post. */
export type SearchPosition = readonly [kind: number, number: number];

/** A post that was found, and its position in the list. */
export interface SearchHit {
  readonly post: Post;
  readonly position: SearchPosition;
}

interface Needs extends Pick<SocialContext, 'viewerKey'> {
  readonly repository: Pick<SocialContext['repository'], 'postsWithWords' | 'postsWithBeginnings'>;
}

/**
 * Posts that the viewer may see and that have all words of a query, then those that have words which begin like the last one; each
 * kind newest first. At most `limit` after `from`.
 */
export async function searchPosts(
  { viewerKey, repository }: Needs,
  query: string,
  filter: SearchFilter,
  { from, limit }: { readonly from: SearchPosition | null; readonly limit: number },
): Promise<readonly SearchHit[]> {
  const [fromKind, number] = from ?? [HIT_KIND.words, null];
  const request = (kind: number, missing: number) => ({
    ...{ viewerId: viewerKey, query, filter, limit: missing },
    before: fromKind === kind ? number : null,
  });
  const found =
    fromKind === HIT_KIND.words
      ? hitsOf(HIT_KIND.words, await repository.postsWithWords(request(HIT_KIND.words, limit)))
      : [];
  if (found.length === limit) return found;
  // Sequential on purpose: a page that whole words fill needs no search for beginnings.
  const more = await repository.postsWithBeginnings(request(HIT_KIND.beginnings, limit - found.length));
  return [...found, ...hitsOf(HIT_KIND.beginnings, more)];
}

const hitsOf = (kind: number, posts: readonly Post[]): SearchHit[] =>
  posts.map((post) => ({ post, position: [kind, Number(post.number ?? 0)] }));
