import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import type { DiscoveryProfile } from '../repository/index.ts';

/** A person of whom nothing is known yet: not in discovery, and looking for everybody. */
const newcomer = (userId: string): DiscoveryProfile => ({
  ...{ id: '', userId, birthDate: null, gender: null, interests: [], city: null, country: null, visibility: null },
  profileRevision: 0,
  ...{ isVerified: false, isEnabled: false, enabledAt: null, isPaused: false, pausedUntil: null },
  ...{ headline: null, intent: null, isIncognito: false, cell: null, locatedAt: null, locationTimes: [] },
  ...{ genders: [], minAge: 18, maxAge: 120, maxDistanceKm: null, soughtInterests: [], dealbreakers: [] },
  ...{ languages: [], onlyVerified: false, onlyActiveDays: null, lastActiveAt: null, revision: 0, isListed: false },
  prompts: [],
});

/** What the viewer shows and looks for. */
export async function ownProfile({
  caller,
  ownProfile: profiles,
}: Pick<DiscoveryContext, 'caller' | 'ownProfile'>): Promise<DiscoveryProfile> {
  const viewerId = viewerOf(caller);
  return (await profiles.load(viewerId)) ?? newcomer(viewerId);
}
