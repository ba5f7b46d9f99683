import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { foldName } from '../../../runtime/text/look-alikes.ts';
import type { ProfileContext } from '../context.ts';
import type { RankedHit } from '../repository/search.ts';

/** Longest query, in Unicode code points. */
export const MAX_QUERY_LENGTH = 80;

/** Below this, everything resembles everything. */
const SHORTEST_FOR_RESEMBLANCE = 3;

/** Kinds of hits, better before worse. */
const KIND = { nicknameBegins: 0, namesHold: 1, namesResemble: 2 } as const;

/** Kind of hit, score within the kind (0 where it has none), and what orders equals. */
export type SearchPlace = readonly [kind: number, score: number, tie: string];

/** A person found, and their place in the list. */
export interface SearchHit {
  readonly userId: string;
  readonly place: SearchPlace;
}

interface Needs extends Pick<ProfileContext, 'caller'> {
  readonly repository: Pick<
    ProfileContext['repository'],
    'profilesBeginningWith' | 'profilesHolding' | 'profilesResembling'
  >;
}

/**
 * People whose nickname begins with `query`, then those whose names hold the beginnings of its words, then those
 * whose names resemble it: at most `limit` of them behind `from`.
 */
export async function searchProfiles(
  { caller, repository }: Needs,
  query: string,
  { from, limit }: { readonly from: SearchPlace | null; readonly limit: number },
): Promise<readonly SearchHit[]> {
  const words = query.normalize('NFC').trim();
  const search = { viewerId: viewerOf(caller), query: words, prefix: foldName(words) };
  if (search.prefix === '') return [];

  const [fromKind, score, tie] = from ?? [KIND.nicknameBegins, 0, null];
  const after = (kind: number) => (fromKind === kind && tie !== null ? { score, id: tie } : null);
  const looks = [
    async (missing: number) => {
      const hits = await repository.profilesBeginningWith({ ...search, limit: missing }, tie);
      return hits.map(({ userId, nicknameFolded }) => hitOf(userId, KIND.nicknameBegins, 0, nicknameFolded));
    },
    async (missing: number) =>
      ranked(KIND.namesHold, await repository.profilesHolding({ ...search, limit: missing }, after(KIND.namesHold))),
    async (missing: number) => {
      if ([...words].length < SHORTEST_FOR_RESEMBLANCE) return [];
      const hits = await repository.profilesResembling({ ...search, limit: missing }, after(KIND.namesResemble));
      return ranked(KIND.namesResemble, hits);
    },
  ];

  const found: SearchHit[] = [];
  // One after another on purpose: a page that a cheaper look fills needs no dearer one.
  for (const look of looks.slice(fromKind)) {
    if (found.length < limit) found.push(...(await look(limit - found.length)));
  }
  return found;
}

const hitOf = (userId: string, ...place: SearchPlace): SearchHit => ({ userId, place });

const ranked = (kind: number, hits: readonly RankedHit[]): SearchHit[] =>
  hits.map(({ userId, score, id }) => hitOf(userId, kind, score, id));
