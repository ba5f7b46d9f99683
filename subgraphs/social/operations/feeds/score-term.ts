import type { FeedWeights } from '../../repository/feeds/feed-policies.ts';

/** What the score of a post is made of, in the words of the graph; `docs/feeds.md` has the formula. */
type ScoreTermName = keyof FeedWeights | 'followWeight' | 'newcomer' | 'seen' | 'hiddenAuthor' | 'variety';

/** One part of a score, in whole points, so that the parts add up to it exactly. */
export interface ScoreTerm {
  readonly name: ScoreTermName;
  readonly points: number;
}

/** What terms add up to. */
export const totalOf = (terms: readonly ScoreTerm[]): number => terms.reduce((sum, { points }) => sum + points, 0);
