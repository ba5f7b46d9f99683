import { on, onAll } from '../../../runtime/events/reaction.ts';
import type { Gender } from '../../../runtime/operations/genders.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { interestKey } from '../../../runtime/operations/interests.ts';
import { birthDateChanged, contactVerified } from '../../auth/events.ts';
import { type ProfileChanged, profileChanged, profileRemoved } from '../../profile/events.ts';
import type { DiscoveryStore, ProfileFact } from '../repository/index.ts';

/** Keeps what auth and profile say of people: by it they are filtered, ranked and shown. */
export const whenFactsChange = (now: () => Date) => [
  onAll(
    birthDateChanged,
    (store: Pick<DiscoveryStore, 'noteBirthDates'>, events) =>
      store.noteBirthDates(
        events.map(({ payload: { userId, dateOfBirth } }) => ({ id: newId('dpf', now()), userId, dateOfBirth })),
      ),
    { snapshot: {} },
  ),
  onAll(
    contactVerified,
    (store: Pick<DiscoveryStore, 'noteVerified'>, events) =>
      store.noteVerified(events.map(({ payload: { userId } }) => ({ id: newId('dpf', now()), userId }))),
    { snapshot: {} },
  ),
  onAll(
    profileChanged,
    (store: Pick<DiscoveryStore, 'noteProfiles'>, events) =>
      store.noteProfiles(events.map(({ payload }) => factOf(payload, now()))),
    { snapshot: {} },
  ),
  on(profileRemoved, (store: Pick<DiscoveryStore, 'removeProfile'>, { userId }) => store.removeProfile(userId)),
];

const factOf = (change: ProfileChanged, now: Date): ProfileFact => ({
  id: newId('dpf', now),
  userId: change.userId,
  // as: profile publishes values of the enum `Gender`.
  gender: change.gender as Gender | null,
  interests: change.interests,
  interestKeys: change.interests.map(interestKey),
  city: change.city,
  country: change.country,
  visibility: change.visibility,
  revision: change.revision,
});
