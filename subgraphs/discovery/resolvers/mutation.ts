import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers } from '../generated.ts';
import { disableDiscovery } from '../operations/disable-discovery.ts';
import { enableDiscovery } from '../operations/enable-discovery.ts';
import { nextChangeAt } from '../operations/move-person.ts';
import { pauseDiscovery } from '../operations/pause-discovery.ts';
import { updateDiscoveryLocation } from '../operations/update-discovery-location.ts';
import { updateDiscoveryPreferences } from '../operations/update-discovery-preferences.ts';
import { updateDiscoveryProfile } from '../operations/update-discovery-profile.ts';
import { areaOf } from './entities.ts';

export const Mutation: MutationResolvers = {
  enableDiscovery: async (_, { input }, context) =>
    payloadOf('discoveryProfile', await enableDiscovery(context, input)),
  pauseDiscovery: async (_, { input }, context) => payloadOf('discoveryProfile', await pauseDiscovery(context, input)),
  disableDiscovery: async (_, __, context) => payloadOf('discoveryProfile', await disableDiscovery(context)),
  updateDiscoveryProfile: async (_, { input }, context) =>
    payloadOf('discoveryProfile', await updateDiscoveryProfile(context, input)),
  updateDiscoveryPreferences: async (_, { input }, context) =>
    payloadOf('discoveryPreferences', await updateDiscoveryPreferences(context, input)),
  async updateDiscoveryLocation(_, { input }, context) {
    const { profile, errors } = payloadOf('profile', await updateDiscoveryLocation(context, input));
    return {
      errors,
      area: profile === null ? null : areaOf(profile.city, profile.country),
      updatedAt: profile?.locatedAt ?? null,
      nextChangeAt: profile === null ? null : nextChangeAt(profile.locationTimes, context.now()),
    };
  },
};
