import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { ProfileContext } from './context.ts';
import type { ProfileRepository } from './repository/index.ts';

/** What of this domain can be reported: profiles, with their pictures. */
export const moderationSourcesOf = ({
  reportedProfile,
}: Pick<ProfileRepository, 'reportedProfile'>): readonly ModerationSource<ProfileContext>[] => [
  {
    prefix: 'prf',
    visible: async ({ profiles }, id) => ((await profiles.byId(id)) === null ? null : reportedProfile(id)),
    stored: reportedProfile,
  },
];
