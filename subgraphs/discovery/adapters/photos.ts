import { z } from 'zod';
import type { Caller } from '../../../runtime/executor/caller.ts';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import type { DiscoveryPhoto } from '../context.ts';

const DOCUMENT = `query DiscoveryPhotos($people: [_Any!]!) {
  _entities(representations: $people) { ... on User { profile { photos { id file { id access } } } } }
}`;

const ANSWER = z.object({
  _entities: z.array(
    z
      .object({
        profile: z
          .object({
            photos: z.array(
              z.object({ id: z.string(), file: z.object({ id: z.string(), access: z.string() }).nullable() }),
            ),
          })
          .nullable(),
      })
      .nullable(),
  ),
});

/**
 * Reads the photos of people's profiles as the caller may see them, in one call for all. Null for everybody while profile
 * cannot be asked: people without photos are better than no people.
 */
export async function readPhotos(
  ask: CallDomain,
  caller: Caller,
  userIds: readonly string[],
): Promise<(readonly DiscoveryPhoto[] | null)[]> {
  const people = userIds.map((id) => ({ __typename: 'User', id }));
  try {
    const { _entities: found } = ANSWER.parse(await ask('profile', DOCUMENT, { people }, caller));
    return userIds.map((_, at) => found[at]?.profile?.photos ?? []);
  } catch {
    return userIds.map(() => null);
  }
}
