import type {
  DiscoveryCandidateResolvers,
  DiscoveryPreferencesResolvers,
  DiscoveryProfileResolvers,
} from '../generated.ts';
import { missingOf, stateOf } from '../operations/discovery-state.ts';
import { reasonsOf } from '../operations/reasons.ts';

/** What the viewer shows in discovery. */
export const DiscoveryProfile: DiscoveryProfileResolvers = {
  state: (profile, _, { now }) => stateOf(profile, now()),
  missing: (profile) => missingOf(profile),
  pausedUntil: (profile, _, { now }) => (stateOf(profile, now()) === 'PAUSED' ? profile.pausedUntil : null),
  area: ({ city, country }) => areaOf(city, country),
  locationUpdatedAt: ({ locatedAt }) => locatedAt,
};

/** Whom the viewer looks for. */
export const DiscoveryPreferences: DiscoveryPreferencesResolvers = {
  ageRange: ({ minAge, maxAge }) => ({ min: minAge, max: maxAge }),
  interests: ({ soughtInterests }) => soughtInterests,
};

/** City and country as the person's profile names them; null when it names neither. */
export const areaOf = (city: string | null, country: string | null): string | null =>
  [city, country].filter((part) => part !== null).join(', ') || null;

/** A person as shown in discovery. */
export const DiscoveryCandidate: DiscoveryCandidateResolvers = {
  user: ({ userId }) => ({ id: userId }),
  reasons: (candidate) => reasonsOf(candidate),
  mutualFriendCount: async ({ userId }, _, { mutualFriendCounts }) => (await mutualFriendCounts.load(userId)) ?? 0,
  photos: ({ userId }, _, { photos }) => photos.load(userId),
};
