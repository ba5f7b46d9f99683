import type { SocialContext } from '../../context.ts';
import { COUNTERS } from '../../events.ts';
import type { CandidateRow, FeedPolicy, KeptNumbers, RankedRange, RankedWindow } from '../../repository/index.ts';
import { holdsMutedWord } from './holds-muted-word.ts';
import { type Candidate, rankCandidates } from './rank-candidates.ts';
import type { RankedPosition } from './ranked-cursor.ts';
import { type ScoreSignals, scoreTerms } from './score-terms.ts';

/** What a feed in order of score is made by. */
export type ScoreRules = Omit<RankedRange, 'top' | 'floor' | 'keptFeed'>;

/** Which part of it is wanted. */
interface ScorePage extends Pick<FeedPolicy, 'maxPerAuthor' | 'weights'> {
  /** Null: from the best. */
  readonly from: RankedPosition | null;
  readonly limit: number;
  readonly keptFeed: KeptNumbers | null;
}

/** Posts of a feed in order of score. */
export interface ScoredPosts {
  readonly posts: readonly ScoredPost[];
  /** How many people the feed is made of; 0 when it was read from what is kept ready. */
  readonly authorCount: number;
}

/** A post with its score, and where the feed continues after it. */
export interface ScoredPost {
  readonly row: CandidateRow;
  readonly terms: Candidate['terms'];
  readonly score: number;
  readonly position: RankedPosition;
}

interface Needs {
  readonly repository: Pick<SocialContext['repository'], 'rankedWindow'>;
}

type ScoredCandidate = Candidate & { readonly row: CandidateRow };

const HOUR_MS = 3_600_000;
/** Then a page stays short rather than slow. */
const MAX_WINDOWS = 6;

/**
 * The best posts of a window of numbers that were not shown yet, then those of the next window. What was shown is part of the
 * position, so that nothing comes twice and nothing is left out while likes change the order.
 */
export async function readByScore(
  { repository }: Needs,
  rules: ScoreRules,
  { from, limit, keptFeed, maxPerAuthor, weights }: ScorePage,
): Promise<ScoredPosts> {
  const posts: ScoredPost[] = [];
  const asOf = from?.asOf ?? rules.now.getTime();
  let ceiling = from?.ceiling ?? null;
  let next: { readonly top: number | null; readonly floor: number | null } = from ?? { top: null, floor: null };
  let shown = new Set(from?.shown);
  let authorCount = 0;
  for (let windows = 0; windows < MAX_WINDOWS && posts.length < limit; windows += 1) {
    const ready =
      keptFeed !== null && (next.floor ?? next.top ?? Number.MAX_SAFE_INTEGER) >= Number(keptFeed.floor)
        ? keptFeed
        : null;
    const window = await repository.rankedWindow({ ...rules, ...next, keptFeed: ready }, COUNTERS);
    ceiling ??= window.head;
    authorCount ||= window.authorCount;
    const candidates = candidatesOf(window, weights, asOf);
    const counts = countByAuthor(posts);
    for (const { row, terms, score } of rankCandidates(candidates, {
      limit: limit - posts.length,
      shown,
      maxPerAuthor,
      counts,
    })) {
      shown.add(Number(row.number));
      const position = { ceiling, asOf, top: window.top, floor: window.floor, shown: [...shown].sort((a, b) => a - b) };
      posts.push({ row, terms, score, position });
    }
    if (window.floor <= 1) break;
    next = { top: window.floor - 1, floor: null };
    shown = new Set();
  }
  return { posts, authorCount };
}

const countByAuthor = (posts: readonly ScoredPost[]): ReadonlyMap<string, number> => {
  const byAuthor = Map.groupBy(posts, ({ row }) => row.authorId);
  return new Map([...byAuthor].map(([authorId, theirs]) => [authorId, theirs.length]));
};

const candidatesOf = (
  { rows, mutedWords }: RankedWindow,
  weights: FeedPolicy['weights'],
  asOf: number,
): ScoredCandidate[] =>
  rows
    .filter(({ allText, allTags }) => !holdsMutedWord(mutedWords, allText, allTags))
    .map((row) => ({
      number: Number(row.number),
      authorId: row.authorId,
      terms: scoreTerms(signalsOf(row, asOf), weights),
      row,
    }));

const signalsOf = ({ publishedAt, followWeight, ...counts }: CandidateRow, asOf: number): ScoreSignals => ({
  ...counts,
  ageHours: (asOf - publishedAt.getTime()) / HOUR_MS,
  followWeight: followWeight ?? 1,
});
