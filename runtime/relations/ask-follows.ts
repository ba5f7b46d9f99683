import { z } from 'zod';
import { serviceCaller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';
import type { CallDomain } from '../subgraph/host.ts';
import type { FollowFact } from './follow-events.ts';

/** Most pairs that social answers for at a time. */
const MAX_PAIRS = 1_000;

const DOCUMENT = `query FollowsBetween($followerIds: [ID!]!, $followeeIds: [ID!]!) {
  followsBetween(followerIds: $followerIds, followeeIds: $followeeIds)
}`;

const ANSWER = z.object({ followsBetween: z.array(z.boolean()) });

/** Two people, of whom the first may follow the second. */
export type FollowPair = Pick<FollowFact, 'followerId' | 'followeeId'>;

/**
 * Asks social, on behalf of the domain `service`, whether the first of each pair follows the second, in the order of the pairs.
 *
 * @throws a fault `UNAVAILABLE` when social cannot be asked, or answers something else.
 */
export function createFollowLookup(ask: CallDomain, service: string) {
  const askOnce = async (pairs: readonly FollowPair[]): Promise<readonly boolean[]> => {
    const variables = {
      followerIds: pairs.map(({ followerId }) => followerId),
      followeeIds: pairs.map(({ followeeId }) => followeeId),
    };
    const answer = ANSWER.safeParse(await ask('social', DOCUMENT, variables, serviceCaller(service)));
    if (answer.success && answer.data.followsBetween.length === pairs.length) return answer.data.followsBetween;
    throw fault('UNAVAILABLE', 'Who follows whom cannot be read right now.');
  };
  return async (pairs: readonly FollowPair[]): Promise<readonly boolean[]> => {
    const starts = Array.from({ length: Math.ceil(pairs.length / MAX_PAIRS) }, (_, nth) => nth * MAX_PAIRS);
    return (await Promise.all(starts.map((at) => askOnce(pairs.slice(at, at + MAX_PAIRS))))).flat();
  };
}
