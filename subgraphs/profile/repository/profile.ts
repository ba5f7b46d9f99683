import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { Gender } from '../../../runtime/operations/genders.ts';
import { isLocalFriendOf, isWithheldFrom } from './visible-to.ts';

/** A person's profile, as the domain speaks of it. */
export interface Profile {
  readonly id: string;
  readonly userId: string;
  readonly nickname: string;
  readonly displayName: string;
  readonly bio: string | null;
  readonly gender: Gender | null;
  readonly interests: readonly string[];
  readonly city: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly visibility: 'PUBLIC' | 'FRIENDS' | 'HIDDEN';
  /** A file of the media domain. */
  readonly avatarMediaFileId: string | null;
  readonly locale: string | null;
  readonly timezone: string | null;
  readonly theme: 'SYSTEM' | 'LIGHT' | 'DARK';
  /** Grows with each change. */
  readonly revision: number;
}

/** A profile that no local copy forbids the viewer to see. */
export interface FoundProfile extends Profile {
  /** For friends only, and the local copy has no friendship: a call to friends decides whether it is shown. */
  readonly isForFriends: boolean;
}

/** What can be changed; what is absent stays. */
export interface ProfileChanges extends Partial<Omit<Profile, 'id' | 'userId' | 'revision'>> {
  /** Derived from `nickname`. */
  readonly nicknameFolded?: string;
  /** Derived from `nickname`. */
  readonly nicknameKey?: string;
}

/** A new profile; absent fields get their defaults. */
export interface ProfileDraft extends ProfileChanges {
  readonly id: string;
  readonly userId: string;
  readonly nickname: string;
  readonly nicknameFolded: string;
  readonly nicknameKey: string;
  readonly displayName: string;
}

const COLUMNS = sql`id, user_id AS "userId", nickname, display_name AS "displayName", bio, gender, interests, city, country,
  visibility, avatar_media_file_id AS "avatarMediaFileId", locale, timezone, theme, revision`;

const SHAPE = {
  id: true,
  userId: true,
  nickname: true,
  displayName: true,
  bio: true,
  gender: true,
  interests: true,
  city: true,
  country: true,
  visibility: true,
  avatarMediaFileId: true,
  locale: true,
  timezone: true,
  theme: true,
  revision: true,
} as const satisfies Record<keyof Profile, true>;

// as: check constraints of the table keep gender, visibility and theme to these words.
const asProfile = (row: Prisma.ProfileGetPayload<{ select: typeof SHAPE }>): Profile => row as Profile;

/** Only for the type checker: copies a list that Prisma wants mutable. */
const writable = <Fields extends ProfileChanges>({ interests, ...fields }: Fields) => ({
  ...fields,
  ...(interests === undefined ? {} : { interests: [...interests] }),
});

/** Profiles: one a person at most. */
export function createProfileStore(db: Prisma.TransactionClient) {
  return {
    /** By ids of users or of profiles, in their order; null where there is none or the viewer certainly may not see it. */
    async profilesFor(viewerId: string, ids: readonly string[]): Promise<(FoundProfile | null)[]> {
      const keys = [...ids];
      const rows = await db.$queryRaw<FoundProfile[]>`
        SELECT p.id, p.user_id AS "userId", p.nickname, p.display_name AS "displayName", p.bio, p.gender, p.interests,
               p.city, p.country, p.visibility, p.avatar_media_file_id AS "avatarMediaFileId", p.locale, p.timezone, p.theme, p.revision,
               p.visibility = 'FRIENDS' AND p.user_id <> ${viewerId} AND NOT ${isLocalFriendOf(viewerId)} AS "isForFriends"
        FROM profile p
        WHERE (p.user_id = ANY(${keys}::text[]) OR p.id = ANY(${keys}::text[]))
          AND (p.user_id = ${viewerId} OR (p.visibility <> 'HIDDEN' AND NOT ${isWithheldFrom(viewerId)}))`;
      const byUser = inOrderOf(ids, rows, (row) => row.userId);
      const byProfile = inOrderOf(ids, rows, (row) => row.id);
      return ids.map((_, at) => byUser[at] ?? byProfile[at] ?? null);
    },

    /** The person's own profile. */
    async profileOf(userId: string): Promise<Profile | null> {
      const [row] = await db.$queryRaw<Profile[]>`SELECT ${COLUMNS} FROM profile WHERE user_id = ${userId}`;
      return row ?? null;
    },

    /** Profiles of these people that show files, and whose each is. */
    async profilesWithFiles(userIds: readonly string[]): Promise<Pick<Profile, 'id' | 'userId'>[]> {
      return await db.$queryRaw<Pick<Profile, 'id' | 'userId'>[]>`
        SELECT id, user_id AS "userId" FROM profile AS p WHERE user_id = ANY (${[...userIds]}::text[])
          AND (avatar_media_file_id IS NOT NULL OR EXISTS (SELECT FROM profile_photo AS photo WHERE photo.user_id = p.user_id))`;
    },

    /** Null, and nothing stored, when the person has a profile already. The nickname was claimed before, in the same transaction. */
    async addProfile(draft: ProfileDraft, now: Date): Promise<Profile | null> {
      const { id, userId, nickname, nicknameFolded, nicknameKey, displayName } = draft;
      const { bio = null, gender = null, interests = [], city = null, country = null, visibility = 'PUBLIC' } = draft;
      const { avatarMediaFileId = null, locale = null, timezone = null, theme = 'SYSTEM' } = draft;
      // Only a person's second profile can be in the way.
      const [added] = await db.$queryRaw<Profile[]>`
        INSERT INTO profile (id, user_id, nickname, nickname_folded, nickname_key, display_name, bio, gender, interests, city,
          country, visibility, avatar_media_file_id, locale, timezone, theme, created_at, updated_at)
        VALUES (${id}, ${userId}, ${nickname}, ${nicknameFolded}, ${nicknameKey}, ${displayName}, ${bio}, ${gender},
          ${[...interests]}, ${city}, ${country}, ${visibility}, ${avatarMediaFileId}, ${locale}, ${timezone}, ${theme},
          ${now}, ${now})
        ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
      return added ?? null;
    },

    /** Null when the person has none. */
    async changeProfile(userId: string, changes: ProfileChanges, now: Date): Promise<Profile | null> {
      const changed = await db.profile.updateManyAndReturn({
        where: { userId },
        data: { ...writable(changes), revision: { increment: 1 }, updatedAt: now },
        select: SHAPE,
      });
      return changed[0] === undefined ? null : asProfile(changed[0]);
    },

    /** Whether the person has a profile; locks it and its photos until the transaction ends. */
    async lockProfile(userId: string): Promise<boolean> {
      const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM profile WHERE user_id = ${userId} FOR NO KEY UPDATE`;
      return rows.length > 0;
    },

    /** The profile as it was; null when the person had none. */
    async removeProfile(userId: string): Promise<Profile | null> {
      const rows = await db.$queryRaw<Profile[]>`
        DELETE FROM profile WHERE user_id = ${userId}
        RETURNING ${COLUMNS}`;
      return rows[0] ?? null;
    },
  };
}
