import type { Sql } from '../../../runtime/database/database.ts';
import type { ProfileChanged } from '../events.ts';
import type { Profile, ProfileDraft } from './profile.ts';

/** What an older system showed of a person. */
export interface ImportedProfile
  extends Pick<Profile, 'userId' | 'bio' | 'gender' | 'interests' | 'city' | 'country' | 'visibility'> {
  /** Null: the nickname stays the name that is shown. */
  readonly displayName: string | null;
}

/** A stored profile, as far as an import can fill it. */
export interface StoredProfile extends Omit<ImportedProfile, 'displayName'> {
  readonly displayName: string;
  readonly nickname: string;
  /** 1 until somebody changes it. */
  readonly revision: number;
}

/** A profile as a registration leaves it. */
type NewProfile = Pick<ProfileDraft, 'id' | 'userId' | 'nickname' | 'nicknameFolded' | 'nicknameKey' | 'displayName'>;

/** Profiles that are taken over from older systems, many at a time. */
export const createImportedProfileStore = (db: Sql) => ({
  /** Adds profiles of people who have none, and returns the facts of these. */
  addNewProfiles: async (drafts: readonly NewProfile[], now: Date): Promise<ProfileChanged[]> =>
    db.$queryRaw<ProfileChanged[]>`
      INSERT INTO profile AS p (id, user_id, nickname, nickname_folded, nickname_key, display_name, interests, visibility, theme,
        created_at, updated_at)
      SELECT d.id, d.user_id, d.nickname, d.folded, d.key, d.display_name, '{}', 'PUBLIC', 'SYSTEM', ${now}::timestamptz, ${now}::timestamptz
      FROM unnest(${drafts.map(({ id }) => id)}::text[], ${drafts.map(({ userId }) => userId)}::text[],
        ${drafts.map(({ nickname }) => nickname)}::text[], ${drafts.map(({ nicknameFolded }) => nicknameFolded)}::text[],
        ${drafts.map(({ nicknameKey }) => nicknameKey)}::text[], ${drafts.map(({ displayName }) => displayName)}::text[])
        AS d (id, user_id, nickname, folded, key, display_name)
      ON CONFLICT DO NOTHING
      RETURNING p.user_id AS "userId", p.nickname, p.gender, p.interests, p.city, p.country, p.visibility, p.revision`,

  /** Frees every nickname of these people but those that their profiles have. */
  async releaseOtherNicknames(userIds: readonly string[]): Promise<void> {
    await db.$executeRaw`
      DELETE FROM nickname_claim c WHERE c.user_id = ANY(${[...userIds]}::text[])
        AND NOT EXISTS (SELECT 1 FROM profile p WHERE p.user_id = c.user_id AND p.nickname_key = c.key)`;
  },

  /** Fills those that are as registration has left them, and returns the facts of these. */
  fillNewProfiles: async (drafts: readonly ImportedProfile[], now: Date): Promise<ProfileChanged[]> =>
    db.$queryRaw<ProfileChanged[]>`
      UPDATE profile p SET display_name = coalesce(d.display_name, p.display_name), bio = d.bio, gender = d.gender,
        interests = ARRAY(SELECT jsonb_array_elements_text(d.interests)), city = d.city, country = d.country,
        visibility = d.visibility, revision = 2, updated_at = ${now}
      FROM jsonb_to_recordset(${JSON.stringify(drafts.map(toColumns))}::jsonb) AS d (user_id text, display_name text,
        bio text, gender text, interests jsonb, city text, country text, visibility text)
      WHERE p.user_id = d.user_id AND p.revision = 1
      RETURNING p.user_id AS "userId", p.nickname, p.gender, p.interests, p.city, p.country, p.visibility, p.revision`,

  /** Those that there are, in no order. */
  profilesOf: async (userIds: readonly string[]): Promise<StoredProfile[]> =>
    db.$queryRaw<StoredProfile[]>`
      SELECT user_id AS "userId", nickname, display_name AS "displayName", bio, gender, interests, city, country,
             visibility, revision
      FROM profile WHERE user_id = ANY(${[...userIds]}::text[])`,
});

const toColumns = ({ userId, displayName, ...columns }: ImportedProfile) => ({
  ...columns,
  user_id: userId,
  display_name: displayName,
});
