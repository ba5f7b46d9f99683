import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { Profile } from '../repository/profile.ts';
import { announceFileAccess } from './file-access.ts';
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
    const before = (await store.lockProfile(userId)) ? await store.profileOf(userId) : null;
    const changed = await store.changeProfile(userId, parsed.value, now());
    if (before === null || changed === null) return null;
    await publishFacts(store, changed, parsed.value, now());
    await changeFileAccess(store, before, changed.visibility, now());
    return changed;
  });
  if (profile === null) return notFound('You have no profile.');

  await signals.notify(profileTopic(userId));
  return done(profile);
}

/** Ends the access that was given under the former visibility, unless the new one gives it to more people. */
async function changeFileAccess(
  store: Pick<ProfileStore, 'announce'>,
  { id: profileId, visibility: former }: Profile,
  visibility: Profile['visibility'],
  at: Date,
): Promise<void> {
  if (former === visibility) return;
  const isWider = former === 'FRIENDS' && visibility === 'PUBLIC';
  if (former !== 'HIDDEN' && !isWider)
    await announceFileAccess(store, 'ENDED', { profileId, visibilities: [former] }, at);
  if (visibility !== 'HIDDEN')
    await announceFileAccess(store, 'RESTORED', { profileId, visibilities: [visibility] }, at);
}
