import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import type { ModerationSubject } from '../../../runtime/moderation/moderation-subject-field.ts';

/** What moderators read of profiles, and do with them. */
export const createModeratedProfiles = (db: Prisma.TransactionClient) => ({
  /** What a profile shows, whoever may see it: names, then what the person says of themselves. */
  async reportedProfile(id: string): Promise<ModerationSubject | null> {
    const [row] = await db.$queryRaw<ModerationSubject[]>`
      SELECT p.user_id AS "ownerId", concat_ws(E'\n', p.display_name, '@' || p.nickname, p.bio) AS text,
        array_remove(array_prepend(p.avatar_media_file_id, ARRAY(
          SELECT media_file_id FROM profile_photo AS photo WHERE photo.user_id = p.user_id ORDER BY position)), NULL)
          AS "mediaFileIds",
        p.created_at AS "createdAt"
      FROM profile AS p WHERE p.id = ${id}`;
    return row ?? null;
  },

  /** Whether moderators have hidden each of these profiles, in their order. */
  async areHidden(ids: readonly string[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<{ isHidden: boolean }[]>`
      SELECT ${isHiddenContent(sql`asked.id`)} AS "isHidden"
      FROM unnest(${[...ids]}::text[]) WITH ORDINALITY AS asked(id, ordinal) ORDER BY ordinal`;
    return rows.map(({ isHidden }) => isHidden);
  },

  /** Whose profile it is; null when there is none. */
  async ownerOfProfile(id: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ userId: string }[]>`SELECT user_id AS "userId" FROM profile WHERE id = ${id}`;
    return row?.userId ?? null;
  },

  /** Removes pictures and words from a profile, which gets its nickname as display name; returns whose it is. */
  async clearProfile(id: string, at: Date): Promise<string | null> {
    const [row] = await db.$queryRaw<{ userId: string }[]>`
      WITH cleared AS (
        UPDATE profile SET display_name = nickname, bio = NULL, avatar_media_file_id = NULL, revision = revision + 1,
          updated_at = ${at}
        WHERE id = ${id} RETURNING user_id
      ), photos AS (
        DELETE FROM profile_photo WHERE user_id IN (SELECT user_id FROM cleared)
      )
      SELECT user_id AS "userId" FROM cleared`;
    return row?.userId ?? null;
  },
});
