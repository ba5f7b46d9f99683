import { newId } from '../../../runtime/operations/ids.ts';
import { done, type RefusalOf, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import { discoveryDisabled } from '../events.ts';
import type { DiscoveryProfile } from '../repository/index.ts';
import { discoveryOff } from './discovery-off.ts';
import { ownProfile } from './own-profile.ts';

type Needs = Pick<DiscoveryContext, 'caller' | 'now' | 'ownProfile'> & {
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction'>;
};

/** Takes the viewer out of discovery. What they entered, and their matches, stay. */
export async function disableDiscovery(needs: Needs): Promise<Result<DiscoveryProfile, RefusalOf<'DiscoveryOff'>>> {
  const userId = viewerOf(needs.caller);
  const at = needs.now();
  const wasEnabled = await needs.repository.transaction(async (store) => {
    const { isEnabled } = await store.lockProfile(userId, newId('dpf', at));
    if (!isEnabled) return false;
    await store.disable(userId);
    await store.listPeople([userId]);
    await store.announce(discoveryDisabled, { userId, at: at.toISOString() }, at);
    return true;
  });
  if (!wasEnabled) return discoveryOff([]);
  needs.ownProfile.clear(userId);
  return done(await ownProfile(needs));
}
