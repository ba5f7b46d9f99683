import { fault } from '../../runtime/executor/faults.ts';
import { scalars } from '../../runtime/graphql/scalars.ts';
import { createPaging } from '../../runtime/operations/connection.ts';
import { cursorPart } from '../../runtime/operations/cursor-parts.ts';
import { mapNodes } from '../../runtime/operations/map-nodes.ts';
import { payloadOf } from '../../runtime/operations/result.ts';
import { codePointLength } from '../../runtime/text/visible-text.ts';
import type { ProfileChange, ProfileContext } from './context.ts';
import type { Resolvers } from './generated.ts';
import { addProfilePhoto } from './operations/add-profile-photo.ts';
import { checkNickname } from './operations/check-nickname.ts';
import { createProfile } from './operations/create-profile.ts';
import { deleteProfile } from './operations/delete-profile.ts';
import { fileGrantId, type ShownFile } from './operations/file-access.ts';
import { findByNickname } from './operations/find-by-nickname.ts';
import { registerProfileNow } from './operations/register-profile-now.ts';
import { releaseNickname } from './operations/release-nickname.ts';
import { removeProfilePhoto } from './operations/remove-profile-photo.ts';
import { reorderProfilePhotos } from './operations/reorder-profile-photos.ts';
import { reserveNickname } from './operations/reserve-nickname.ts';
import { MAX_QUERY_LENGTH, type SearchHit, searchProfiles } from './operations/search-profiles.ts';
import { setAvatar } from './operations/set-avatar.ts';
import { updateProfile } from './operations/update-profile.ts';
import { updateProfileSettings } from './operations/update-profile-settings.ts';
import { updateProfileVisibility } from './operations/update-profile-visibility.ts';

const FOUND_PROFILES = createPaging({
  name: 'profile.search',
  key: [cursorPart.integer, cursorPart.integer, cursorPart.text],
  keyOf: ({ position }: SearchHit) => position,
});

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    profile: (_, { userId }, { profiles }) => profiles.ofUser(userId),
    profileByNickname: (_, { nickname }, context) => findByNickname(context, nickname),
    async searchProfiles(_, { query, ...page }, context) {
      if (codePointLength(query) > MAX_QUERY_LENGTH)
        throw fault('BAD_USER_INPUT', `A query holds at most ${MAX_QUERY_LENGTH} characters.`);
      const found = await FOUND_PROFILES.read(page, (request) => searchProfiles(context, query, request));
      return mapNodes(found, ({ userId }) => context.profiles.ofUser(userId));
    },
    async nicknameAvailable(_, { nickname }, context) {
      const retryAfter = await context.nicknameChecks.count(context.caller, context.ip);
      if (retryAfter !== null) throw fault('RATE_LIMITED', 'Too many nicknames tried; wait a little.', { retryAfter });
      return checkNickname(context, nickname);
    },
  },
  Mutation: {
    createProfile: async (_, { input }, context) => payloadOf('profile', await createProfile(context, input)),
    updateProfile: async (_, { input }, context) => payloadOf('profile', await updateProfile(context, input)),
    deleteProfile: async (_, __, context) => payloadOf('profile', await deleteProfile(context)),
    updateProfileSettings: async (_, { input }, context) =>
      payloadOf('profile', await updateProfileSettings(context, input)),
    updateProfileVisibility: async (_, { input }, context) =>
      payloadOf('profile', await updateProfileVisibility(context, input)),
    addProfilePhoto: async (_, { input }, context) => payloadOf('profile', await addProfilePhoto(context, input)),
    removeProfilePhoto: async (_, { input }, context) => payloadOf('profile', await removeProfilePhoto(context, input)),
    reorderProfilePhotos: async (_, { input }, context) =>
      payloadOf('profile', await reorderProfilePhotos(context, input)),
    setAvatar: async (_, { input }, context) => payloadOf('profile', await setAvatar(context, input)),
    async reserveNickname(_, { input }, context) {
      const { result, holderId } = await reserveNickname(context, input);
      const { reserved, errors } = payloadOf('reserved', result);
      return { reserved: reserved ?? false, holderId, errors };
    },
    async releaseNickname(_, { input }, context) {
      const { released, errors } = payloadOf('released', await releaseNickname(context, input));
      return { released: released ?? false, errors };
    },
    async registerProfile(_, { input }, context) {
      const { registered, errors } = payloadOf('registered', await registerProfileNow(context, input));
      return { registered: registered ?? false, errors };
    },
  },
  Subscription: {
    profileUpdated: {
      subscribe: (_, { userId }, { watchProfile }) => watchProfile(userId),
      resolve: async ({ userId }: ProfileChange, _: unknown, { profiles }: ProfileContext) => ({
        profile: await profiles.ofUser(userId),
      }),
    },
  },
  User: {
    __resolveReference: (reference) => reference,
    profile: ({ id }, _, { profiles }) => profiles.ofUser(id),
  },
  Profile: {
    __resolveReference: (reference, { profiles }) =>
      'id' in reference ? profiles.byId(reference.id) : profiles.ofUser(reference.user.id),
    user: ({ userId }) => ({ id: userId }),
    location: ({ city, country }) => (city === null && country === null ? null : { city, country }),
    avatarUrl: () => null,
    avatar: ({ id: profileId, visibility, avatarMediaFileId: fileId }, _, context) =>
      fileId === null ? null : fileOf(context, { profileId, visibility, fileId }),
    photos: ({ userId }, _, { photosOf }) => photosOf(userId),
    // Others do not see a profile that is hidden.
    isHidden: async ({ id, userId }, _, { caller, hiddenProfiles }) =>
      caller.viewerId === userId && (await hiddenProfiles.load(id)) === true,
    settings: ({ userId, locale, timezone, theme }, _, { caller }) =>
      caller.viewerId === userId ? { locale, timezone, theme } : null,
  },
  ProfilePhoto: {
    file: ({ profileId, visibility, mediaFileId: fileId }, _, context) =>
      fileOf(context, { profileId, visibility, fileId }),
  },
};

/** A file of a profile that the caller may see, with access of their own. */
function fileOf(
  { caller: { viewerId }, fileAccess, now }: Pick<ProfileContext, 'caller' | 'fileAccess' | 'now'>,
  { profileId, visibility, fileId }: ShownFile,
) {
  // Access without a viewer is for everybody: a service gets none.
  if (viewerId === null) return { id: fileId, access: '' };
  const grantId = fileGrantId(profileId, visibility);
  return { id: fileId, access: fileAccess.mint({ fileId, viewerId, grantId }, now()) };
}
