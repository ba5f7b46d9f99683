import type { Prisma } from '../../../prisma/generated/media/client.ts';

/** Files that were deleted, and where their bytes are. */
export interface DeletedFiles {
  readonly files: readonly { readonly id: string; readonly ownerId: string }[];
  readonly keys: readonly string[];
}

/** Files of one step of an erasure. */
const BATCH_SIZE = 200;

/** Deletes files. Their bytes are to be deleted after the commit, by the keys that are returned. */
export const createDeletionStore = (db: Prisma.TransactionClient) => {
  /** Deletes files with their variants and uses, and ends their uploads, in a transaction. */
  async function deleteFiles(ids: readonly string[]): Promise<DeletedFiles> {
    // Whatever adds bytes to a file locks it first, so that no key is missing here.
    await db.$queryRaw`SELECT 1 AS one FROM media_file WHERE id = ANY (${[...ids]}) ORDER BY id FOR UPDATE`;
    await db.$executeRaw`
      UPDATE media_upload SET state = 'ABORTED', received_bytes = 0, part_count = 0
      WHERE file_id = ANY (${[...ids]}) AND state = 'OPEN'`;
    const parts = await db.$queryRaw<{ key: string }[]>`
      DELETE FROM upload_part p USING media_upload u WHERE u.id = p.upload_id AND u.file_id = ANY (${[...ids]})
      RETURNING p.storage_key AS key`;
    const variants = await db.$queryRaw<{ key: string }[]>`
      DELETE FROM media_variant WHERE file_id = ANY (${[...ids]}) RETURNING storage_key AS key`;
    const files = await db.$queryRaw<{ id: string; ownerId: string; key: string | null }[]>`
      DELETE FROM media_file WHERE id = ANY (${[...ids]}) RETURNING id, owner_id AS "ownerId", storage_key AS key`;
    const keys = [...parts, ...variants, ...files].flatMap(({ key }) => key ?? []);
    return { files: files.map(({ id, ownerId }) => ({ id, ownerId })), keys };
  }
  return {
    deleteFiles,

    /** Deletes some of the files of a person, in a transaction; without files, their uploads. Null when nothing is left. */
    async eraseFiles(userId: string): Promise<DeletedFiles | null> {
      const files = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM media_file WHERE owner_id = ${userId} ORDER BY id LIMIT ${BATCH_SIZE}`;
      if (files.length > 0) return deleteFiles(files.map(({ id }) => id));
      const ended = await db.$executeRaw`
        DELETE FROM media_upload WHERE id IN (SELECT id FROM media_upload WHERE owner_id = ${userId} LIMIT ${BATCH_SIZE})`;
      return ended === 0 ? null : { files: [], keys: [] };
    },
  };
};
