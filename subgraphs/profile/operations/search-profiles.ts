import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { foldName } from '../../../runtime/text/look-alikes.ts';
import type { ProfileContext } from '../context.ts';
import type { RankedHit } from '../repository/search.ts';

/** Longest query, in Unicode code points. */
export const MAX_QUERY_LENGTH = 80;

/** Minimum query length for similarity search; shorter queries match too much. */
const MIN_SIMILARITY_QUERY_LENGTH = 3;

/** Kinds of hits, best first. */
const HIT_KIND = { nicknameBegins: 0, namesHold: 1, namesResemble: 2 } as const;

/** Kind of hit, score within the kind (0 where it has none) and tie breaker. */
export type SearchPosition = readonly [kind: number, score: number, tie: string];

/** A matching user and their position in the list. */
export interface SearchHit {
  readonly userId: string;
  readonly position: SearchPosition;
}

interface Needs extends Pick<ProfileContext, 'caller'> {
  readonly repository: Pick<
    ProfileContext['repository'],
    'profilesBeginningWith' | 'profilesHolding' | 'profilesResembling'
  >;
}

/**
 * Users whose nickname starts with `query`, then those whose names contain words that start like its words, then those with
 * similar names: at most `limit` after `from`.
 */
export async function searchProfiles(
  { caller, repository }: Needs,
  query: string,
  { from, limit }: { readonly from: SearchPosition | null; readonly limit: number },
): Promise<readonly SearchHit[]> {
  const words = query.normalize('NFC').trim();
  const search = { viewerId: viewerOf(caller), query: words, prefix: foldName(words) };
  if (search.prefix === '') return [];

  const [fromKind, score, tie] = from ?? [HIT_KIND.nicknameBegins, 0, null];
  const after = (kind: number) => (fromKind === kind && tie !== null ? { score, id: tie } : null);
  const searches = [
    async (missing: number) => {
      const hits = await repository.profilesBeginningWith({ ...search, limit: missing }, tie);
      return hits.map(({ userId, nicknameFolded }) => hitOf(userId, HIT_KIND.nicknameBegins, 0, nicknameFolded));
    },
    async (missing: number) =>
      ranked(
        HIT_KIND.namesHold,
        await repository.profilesHolding({ ...search, limit: missing }, after(HIT_KIND.namesHold)),
      ),
    async (missing: number) => {
      if ([...words].length < MIN_SIMILARITY_QUERY_LENGTH) return [];
      const hits = await repository.profilesResembling({ ...search, limit: missing }, after(HIT_KIND.namesResemble));
      return ranked(HIT_KIND.namesResemble, hits);
    },
  ];

  const found: SearchHit[] = [];
  // Sequential on purpose: a page filled by a cheaper search needs no more expensive one.
  for (const runSearch of searches.slice(fromKind)) {
    if (found.length < limit) found.push(...(await runSearch(limit - found.length)));
  }
  return found;
}

const hitOf = (userId: string, ...position: SearchPosition): SearchHit => ({ userId, position: position });

const ranked = (kind: number, hits: readonly RankedHit[]): SearchHit[] =>
  hits.map(({ userId, score, id }) => hitOf(userId, kind, score, id));
