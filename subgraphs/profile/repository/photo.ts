import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import type { Profile } from './profile.ts';

/** A picture on a person's profile. */
export interface ProfilePhoto {
  readonly id: string;
  readonly userId: string;
  /** A file of the media domain. */
  readonly mediaFileId: string;
  readonly addedAt: Date;
  readonly profileId: string;
  readonly visibility: Profile['visibility'];
}

/** Pictures on profiles. Changes are made in a transaction that holds the profile's lock. */
export function createPhotoStore(db: Prisma.TransactionClient) {
  return {
    /** Each person's photos in their order, one statement for all. */
    async photos(userIds: readonly string[]): Promise<(readonly ProfilePhoto[])[]> {
      const rows = await db.$queryRaw<ProfilePhoto[]>`
        SELECT photo.id, user_id AS "userId", media_file_id AS "mediaFileId", added_at AS "addedAt", p.id AS "profileId", visibility
        FROM profile_photo AS photo JOIN profile AS p USING (user_id)
        WHERE user_id = ANY (${[...userIds]}) ORDER BY position`;
      const byUser = Map.groupBy(rows, ({ userId }) => userId);
      return userIds.map((userId) => byUser.get(userId) ?? []);
    },

    /** Adds a photo after the others; false, with nothing stored, when the profile already has that file. */
    async addPhoto(photo: Omit<ProfilePhoto, 'profileId' | 'visibility'>): Promise<boolean> {
      const { id, userId, mediaFileId, addedAt } = photo;
      const added = await db.$executeRaw`
        INSERT INTO profile_photo (id, user_id, media_file_id, position, added_at)
        SELECT ${id}, ${userId}, ${mediaFileId}, count(*), ${addedAt} FROM profile_photo WHERE user_id = ${userId}
        ON CONFLICT (user_id, media_file_id) DO NOTHING`;
      return added === 1;
    },

    /** Removes a photo of that person, closes the gap and returns the id of its file; null when they have no such photo. */
    async removePhoto(userId: string, id: string): Promise<string | null> {
      const [removed] = await db.$queryRaw<Pick<ProfilePhoto, 'mediaFileId'>[]>`
        WITH gone AS (DELETE FROM profile_photo WHERE id = ${id} AND user_id = ${userId} RETURNING position, media_file_id),
        moved AS (UPDATE profile_photo p SET position = p.position - 1 FROM gone
                  WHERE p.user_id = ${userId} AND p.position > gone.position)
        SELECT media_file_id AS "mediaFileId" FROM gone`;
      return removed?.mediaFileId ?? null;
    },

    /** Puts all photos of a person in this order. `ids` are exactly theirs. */
    async orderPhotos(userId: string, ids: readonly string[]): Promise<void> {
      await db.$executeRaw`
        UPDATE profile_photo p SET position = o.place - 1
        FROM unnest(${[...ids]}::text[]) WITH ORDINALITY AS o(id, place) WHERE p.id = o.id AND p.user_id = ${userId}`;
    },
  };
}
