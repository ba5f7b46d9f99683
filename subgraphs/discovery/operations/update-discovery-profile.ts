import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import type { DiscoveryProfile } from '../repository/index.ts';
import { changesOf } from './change-shown.ts';
import { ownProfile } from './own-profile.ts';
import { shownInput } from './profile-input.ts';

type Needs = Pick<DiscoveryContext, 'caller' | 'now' | 'ownProfile'> & {
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction'>;
};

/** Changes what the viewer shows in discovery, also while they are not in it. */
export async function updateDiscoveryProfile(
  needs: Needs,
  input: unknown,
): Promise<Result<DiscoveryProfile, InvalidInput>> {
  const userId = viewerOf(needs.caller);
  const parsed = parseInput(shownInput, input);
  if (!parsed.ok) return parsed;
  const at = needs.now();
  await needs.repository.transaction(async (store) => {
    const profile = await store.lockProfile(userId, newId('dpf', at));
    await store.changeShown(userId, changesOf(profile, parsed.value, at));
  });
  needs.ownProfile.clear(userId);
  return done(await ownProfile(needs));
}
