import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import type { DiscoveryProfile } from '../repository/index.ts';
import { movePerson } from './move-person.ts';
import { ownProfile } from './own-profile.ts';
import { coordinatesInput } from './profile-input.ts';

type Refusal = InvalidInput | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number });

type Needs = Pick<DiscoveryContext, 'caller' | 'now' | 'ownProfile' | 'cells'> & {
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction'>;
};

/** Sets where the viewer is, also while they are not in discovery. Of the coordinates only their cell remains. */
export async function updateDiscoveryLocation(
  needs: Needs,
  input: unknown,
): Promise<Result<DiscoveryProfile, Refusal>> {
  const userId = viewerOf(needs.caller);
  const parsed = parseInput(coordinatesInput, input);
  if (!parsed.ok) return parsed;
  const at = needs.now();
  const moved = await needs.repository.transaction(async (store): Promise<Result<null, Refusal>> => {
    const profile = await store.lockProfile(userId, newId('dpf', at));
    const move = movePerson(profile, parsed.value, needs.cells, at, ['input']);
    if (!move.ok) return move;
    await store.movePerson(userId, move.value);
    await store.listPeople([userId]);
    return done(null);
  });
  if (!moved.ok) return moved;
  needs.ownProfile.clear(userId);
  return done(await ownProfile(needs));
}
