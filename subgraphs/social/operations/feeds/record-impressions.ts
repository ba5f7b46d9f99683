import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { COUNTERS } from '../../events.ts';

/** Posts that one call may name. */
export const MAX_POSTS = 100;
/** Within it a post that is shown to a person again does not count again. */
export const COUNT_INTERVAL_MS = 300_000;

const INPUT = z.object({
  postIds: z.array(z.string()).max(MAX_POSTS, `At most ${MAX_POSTS} posts at a time.`),
});

type Refusal = InvalidInput | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number });

interface Needs extends Pick<SocialContext, 'caller' | 'now' | 'limits'> {
  readonly repository: Pick<SocialContext['repository'], 'transaction'>;
}

/** Records which posts the viewer was shown, and returns how many count. Those that the viewer may not see are passed over. */
export async function recordImpressions(needs: Needs, input: unknown): Promise<Result<number, Refusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const retryAfter = await needs.limits.count('impressions', viewerId);
  if (retryAfter !== null)
    return refuse({
      __typename: 'TooManyAttempts',
      message: 'Record impressions less often.',
      path: ['input'],
      retryAfter,
    });
  const now = needs.now();
  const times = { now, countedSince: new Date(now.getTime() - COUNT_INTERVAL_MS) };
  const postIds = [...new Set(parsed.value.postIds)];
  if (postIds.length === 0) return done(0);
  const recorded = await needs.repository.transaction(async (store) => {
    const impressions = await store.recordImpressions(viewerId, postIds, times);
    const changesOf = (counted: typeof impressions) => counted.map(({ postId: subject }) => ({ subject, delta: 1 }));
    const first = impressions.filter(({ isFirst }) => isFirst);
    if (impressions.length > 0) await store.changeCounters(COUNTERS.impressions, changesOf(impressions));
    if (first.length > 0) await store.changeCounters(COUNTERS.reach, changesOf(first));
    return impressions.length;
  });
  return done(recorded);
}
