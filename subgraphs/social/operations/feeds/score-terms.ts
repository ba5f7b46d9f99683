import type { FeedWeights } from '../../repository/feeds/feed-policies.ts';
import type { ScoreTerm } from './score-term.ts';

/** Those of who has chosen nothing. */
export const USUAL_WEIGHTS: FeedWeights = { recency: 1, affinity: 1, engagement: 1, tags: 1, socialProof: 1 };

/** What is known of a post and of what connects the reader with it. */
export interface ScoreSignals {
  readonly ageHours: number;
  /** How much of the author the reader wants, 0.1 to 3; 1 as usual. */
  readonly followWeight: number;
  /** What the reader did with posts of the author in 30 days: a like counts 1, a comment 2, a repost 3. */
  readonly interactions: number;
  /** Posts of the author that were shown to the reader in 30 days. */
  readonly shownOfAuthor: number;
  readonly likeCount: number;
  readonly commentCount: number;
  readonly repostCount: number;
  /** People to whom it was shown. */
  readonly reach: number;
  /** People whom the reader follows and who liked or reposted it. */
  readonly networkCount: number;
  readonly hasFollowedTag: boolean;
  /** How often it was shown to the reader. */
  readonly timesSeen: number;
  /** Posts of the author that the reader has hidden in 30 days. */
  readonly hiddenOfAuthor: number;
}

const RECENCY = { points: 100, halfLifeHours: 12 } as const;
/** As if the reader had reacted with `priorReactions` to `prior` posts: an unknown author ranks before one who leaves them cold. */
const AFFINITY = { points: 400, prior: 4, priorReactions: 1 } as const;
const FOLLOW_WEIGHT_POINTS = 80;
/** `prior` is how many people without a reaction are assumed, so that one like of one person is no proof. */
const ENGAGEMENT = { points: 200, prior: 20 } as const;
const SOCIAL_PROOF = { points: 40, max: 160 } as const;
const TAG_POINTS = 60;
/** A post that few have seen is shown to some before it is judged. */
const NEWCOMER = { points: 40, reach: 20 } as const;
const SEEN = { points: 300, max: 2 } as const;
const HIDDEN_AUTHOR = { points: 150, max: 3 } as const;

const recencyOf = (ageHours: number): number => RECENCY.points * 2 ** (-Math.max(0, ageHours) / RECENCY.halfLifeHours);

/** The one term of a feed in order of time. */
export const recencyTerm = (ageHours: number): ScoreTerm => ({
  name: 'recency',
  points: Math.round(recencyOf(ageHours)),
});

/** The terms of a post's score that do not depend on the posts beside it, without those that are 0. */
export function scoreTerms(signals: ScoreSignals, weights: FeedWeights): readonly ScoreTerm[] {
  const { likeCount, commentCount, repostCount, reach } = signals;
  const reactions = likeCount + 2 * commentCount + 3 * repostCount;
  // Who reacted has seen it, whatever was recorded.
  const rate = reactions / (Math.max(reach, reactions) + ENGAGEMENT.prior);
  const affinity =
    (signals.interactions + AFFINITY.priorReactions) /
    (Math.max(signals.shownOfAuthor, signals.interactions) + AFFINITY.prior);
  const terms: readonly (readonly [ScoreTerm['name'], number])[] = [
    ['recency', weights.recency * recencyOf(signals.ageHours)],
    ['affinity', weights.affinity * AFFINITY.points * Math.min(1, affinity)],
    ['followWeight', FOLLOW_WEIGHT_POINTS * Math.log2(signals.followWeight)],
    ['engagement', weights.engagement * ENGAGEMENT.points * Math.sqrt(rate)],
    [
      'socialProof',
      weights.socialProof * Math.min(SOCIAL_PROOF.max, SOCIAL_PROOF.points * Math.log2(1 + signals.networkCount)),
    ],
    ['tags', signals.hasFollowedTag ? weights.tags * TAG_POINTS : 0],
    ['newcomer', NEWCOMER.points * Math.max(0, 1 - reach / NEWCOMER.reach)],
    ['seen', -SEEN.points * Math.min(SEEN.max, signals.timesSeen)],
    ['hiddenAuthor', -HIDDEN_AUTHOR.points * Math.min(HIDDEN_AUTHOR.max, signals.hiddenOfAuthor)],
  ];
  return terms.map(([name, points]) => ({ name, points: Math.round(points) })).filter(({ points }) => points !== 0);
}
