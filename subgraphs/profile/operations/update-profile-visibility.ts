import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { Profile } from '../repository/profile.ts';
import { publishFacts } from './publish-facts.ts';

const INPUT = z.object({ visibility: z.enum(['PUBLIC', 'FRIENDS', 'HIDDEN']) });

interface Needs extends Pick<ProfileContext, 'caller' | 'now' | 'signals'> {
  readonly repository: Pick<ProfileContext['repository'], 'transaction'>;
}

/** Changes who may see the viewer's profile. Subscribers who no longer may are disconnected by the signal. */
export async function updateProfileVisibility(
  { caller, now, signals, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, InvalidInput | NotFound>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;

  const profile = await repository.transaction(async (store) => {
    const changed = await store.changeProfile(userId, parsed.value, now());
    if (changed !== null) await publishFacts(store, changed, parsed.value, now());
    return changed;
  });
  if (profile === null) return notFound('You have no profile.');

  await signals.notify(profileTopic(userId));
  return done(profile);
}
