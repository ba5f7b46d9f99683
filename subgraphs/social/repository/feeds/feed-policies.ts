import type { Sql } from '../../../../runtime/database/database.ts';

/** How much a reader wants each term of a score to count: 1 as usual, 0 not at all, at most 3. */
export interface FeedWeights {
  readonly recency: number;
  readonly affinity: number;
  readonly engagement: number;
  readonly tags: number;
  readonly socialProof: number;
}

/** How the feeds of a person are made. */
export interface FeedPolicy {
  readonly order: 'NEWEST' | 'RANKED';
  /** Most posts of one author on a page; null for any number. */
  readonly maxPerAuthor: number | null;
  readonly includeReplies: boolean;
  readonly includeReposts: boolean;
  readonly weights: FeedWeights;
}

type Row = Omit<FeedPolicy, 'weights'> & FeedWeights;

/** Of whom has chosen nothing. */
export const DEFAULT_POLICY: FeedPolicy = {
  ...{ order: 'NEWEST', maxPerAuthor: null, includeReplies: false, includeReposts: true },
  weights: { recency: 1, affinity: 1, engagement: 1, tags: 1, socialProof: 1 },
};

const policyOf = ({ recency, affinity, engagement, tags, socialProof, ...policy }: Row): FeedPolicy => ({
  ...policy,
  weights: { recency, affinity, engagement, tags, socialProof },
});

/** How people want their feeds. */
export const createFeedPolicies = (db: Sql) => ({
  async feedPolicy(userId: string): Promise<FeedPolicy> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT feed_order AS "order", max_per_author AS "maxPerAuthor", include_replies AS "includeReplies",
        include_reposts AS "includeReposts", recency, affinity, engagement, tags, social_proof AS "socialProof"
      FROM feed_policy WHERE user_id = ${userId}`;
    return row === undefined ? DEFAULT_POLICY : policyOf(row);
  },

  /** Replaces the policy. */
  async saveFeedPolicy(userId: string, { weights, ...policy }: FeedPolicy): Promise<void> {
    const { recency, affinity, engagement, tags, socialProof } = weights;
    await db.$executeRaw`
      INSERT INTO feed_policy (user_id, feed_order, max_per_author, include_replies, include_reposts,
        recency, affinity, engagement, tags, social_proof)
      VALUES (${userId}, ${policy.order}, ${policy.maxPerAuthor}::int, ${policy.includeReplies}, ${policy.includeReposts},
        ${recency}, ${affinity}, ${engagement}, ${tags}, ${socialProof})
      ON CONFLICT (user_id) DO UPDATE SET feed_order = excluded.feed_order, max_per_author = excluded.max_per_author,
        include_replies = excluded.include_replies, include_reposts = excluded.include_reposts, recency = excluded.recency,
        affinity = excluded.affinity, engagement = excluded.engagement, tags = excluded.tags,
        social_proof = excluded.social_proof`;
  },
});
