import type { Sql } from '../../../../runtime/database/database.ts';

/** Who may read a list of people: values of the enum `FollowersAudience`. */
export type FollowersAudience = 'EVERYONE' | 'FOLLOWERS' | 'NOBODY';

/** How a person shares what they post. */
export interface SocialSettings {
  readonly isPrivate: boolean;
  readonly whoSeesFollowers: FollowersAudience;
  readonly whoSeesLikers: FollowersAudience;
}

/** What holds for who has chosen nothing. */
const USUAL: SocialSettings = { isPrivate: false, whoSeesFollowers: 'EVERYONE', whoSeesLikers: 'EVERYONE' };

/** Each person's own settings. */
export const createSettingsStore = (db: Sql) => ({
  async socialSettings(userId: string): Promise<SocialSettings> {
    const [row] = await db.$queryRaw<SocialSettings[]>`
      SELECT is_private AS "isPrivate", who_sees_followers AS "whoSeesFollowers", who_sees_likers AS "whoSeesLikers"
      FROM social_settings WHERE user_id = ${userId}`;
    return row ?? USUAL;
  },

  /** Changes what is given, and returns all. Waits for those who are about to follow or to ask. */
  async changeSocialSettings(userId: string, changes: Partial<SocialSettings>): Promise<SocialSettings> {
    const { isPrivate = null, whoSeesFollowers = null, whoSeesLikers = null } = changes;
    const [row] = await db.$queryRaw<SocialSettings[]>`
      INSERT INTO social_settings AS s (user_id, is_private, who_sees_followers, who_sees_likers)
      VALUES (${userId}, coalesce(${isPrivate}::boolean, false), coalesce(${whoSeesFollowers}::text, 'EVERYONE'),
        coalesce(${whoSeesLikers}::text, 'EVERYONE'))
      ON CONFLICT (user_id) DO UPDATE SET is_private = coalesce(${isPrivate}::boolean, s.is_private),
        who_sees_followers = coalesce(${whoSeesFollowers}::text, s.who_sees_followers),
        who_sees_likers = coalesce(${whoSeesLikers}::text, s.who_sees_likers)
      RETURNING is_private AS "isPrivate", who_sees_followers AS "whoSeesFollowers", who_sees_likers AS "whoSeesLikers"`;
    return row ?? USUAL;
  },
});
