import type { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import { discoveryEnabled } from '../events.ts';
import type { DiscoveryProfile } from '../repository/index.ts';
import { ageOn, MIN_AGE } from './age.ts';
import { changesOf } from './change-shown.ts';
import { confirmFacts } from './confirm-facts.ts';
import { type DiscoveryRequirement, missingOf } from './discovery-state.ts';
import { type Move, movePerson } from './move-person.ts';
import { ownProfile } from './own-profile.ts';
import { coordinatesInput, shownInput } from './profile-input.ts';

/** Reasons why a person is not shown in discovery. */
export type EnableDiscoveryRefusal =
  | InvalidInput
  | RefusalOf<'AgeRequired'>
  | (RefusalOf<'ProfileIncomplete'> & { readonly missing: readonly DiscoveryRequirement[] })
  | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number });

type Needs = Pick<DiscoveryContext, 'caller' | 'now' | 'ask' | 'ownProfile' | 'cells'> & {
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction' | 'noteBirthDates' | 'confirmProfile'>;
};

const INPUT = shownInput.extend({ location: coordinatesInput.nullish() });

type Input = z.infer<typeof INPUT>;

/** Shows the viewer in discovery, and ends a pause. Does nothing unless all that is required is there. */
export async function enableDiscovery(
  needs: Needs,
  input: unknown,
): Promise<Result<DiscoveryProfile, EnableDiscoveryRefusal>> {
  const userId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  await confirmFacts(needs, await ownProfile(needs));

  const at = needs.now();
  const enabled = await needs.repository.transaction(async (store): Promise<Result<null, EnableDiscoveryRefusal>> => {
    const profile = await store.lockProfile(userId, newId('dpf', at));
    const checked = check(needs, profile, parsed.value, at);
    if (!checked.ok) return checked;
    await store.changeShown(userId, changesOf(profile, parsed.value, at));
    if (checked.value !== null) await store.movePerson(userId, checked.value);
    await store.enable(userId, at);
    await store.listPeople([userId]);
    if (!profile.isEnabled) await store.announce(discoveryEnabled, { userId, at: at.toISOString() }, at);
    return done(null);
  });
  if (!enabled.ok) return enabled;
  needs.ownProfile.clear(userId);
  return done(await ownProfile(needs));
}

/** The person's move, if there is one, or why they cannot be shown. */
function check(
  { cells }: Pick<Needs, 'cells'>,
  profile: DiscoveryProfile,
  { location }: Input,
  now: Date,
): Result<Move | null, EnableDiscoveryRefusal> {
  if (profile.birthDate !== null && ageOn(profile.birthDate, now) < MIN_AGE) {
    const message = `Discovery is for people of ${MIN_AGE} years or older.`;
    return refuse({ __typename: 'AgeRequired', message, path: ['input'] });
  }
  const path = ['input', 'location'];
  const moved = location == null ? done(null) : movePerson(profile, location, cells, now, path);
  if (!moved.ok) return moved;
  const missing = missingOf({ ...profile, cell: moved.value?.cell ?? profile.cell });
  if (missing.length === 0) return moved;
  const message = 'Complete your profile first.';
  return refuse({ __typename: 'ProfileIncomplete', message, path: ['input'], missing });
}
