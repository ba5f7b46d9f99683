import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { FeedPolicy } from '../../repository/index.ts';

const MAX_WEIGHT = 3;
const MAX_PER_AUTHOR = 100;

const weight = z
  .number()
  .min(0, 'A weight is 0 to 3.')
  .max(MAX_WEIGHT, 'A weight is 0 to 3.')
  .nullish()
  .transform((value) => value ?? undefined);

const INPUT = z.object({
  order: z.enum(['NEWEST', 'RANKED']).nullish(),
  maxPerAuthor: z.int().min(1, 'At least 1 of an author.').max(MAX_PER_AUTHOR, 'At most 100 of an author.').nullish(),
  includeReplies: z.boolean().nullish(),
  includeReposts: z.boolean().nullish(),
  weights: z
    .object({ recency: weight, affinity: weight, engagement: weight, tags: weight, socialProof: weight })
    .nullish(),
});

interface Needs extends Pick<SocialContext, 'caller'> {
  readonly repository: Pick<SocialContext['repository'], 'feedPolicy' | 'saveFeedPolicy'>;
}

/** Changes how the feeds of the viewer are made; what is absent stays. */
export async function updateFeedPolicy(needs: Needs, input: unknown): Promise<Result<FeedPolicy, InvalidInput>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { order, maxPerAuthor, includeReplies, includeReposts, weights } = parsed.value;
  const policy = await needs.repository.feedPolicy(viewerId);
  const changed: FeedPolicy = {
    order: order ?? policy.order,
    // Null stands for any number; only what is absent stays.
    maxPerAuthor: maxPerAuthor === undefined ? policy.maxPerAuthor : maxPerAuthor,
    includeReplies: includeReplies ?? policy.includeReplies,
    includeReposts: includeReposts ?? policy.includeReposts,
    weights: {
      recency: weights?.recency ?? policy.weights.recency,
      affinity: weights?.affinity ?? policy.weights.affinity,
      engagement: weights?.engagement ?? policy.weights.engagement,
      tags: weights?.tags ?? policy.weights.tags,
      socialProof: weights?.socialProof ?? policy.weights.socialProof,
    },
  };
  await needs.repository.saveFeedPolicy(viewerId, changed);
  return done(changed);
}
