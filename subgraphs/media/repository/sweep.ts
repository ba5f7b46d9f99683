import type { Prisma } from '../../../prisma/generated/media/client.ts';

/** Rows and keys of the storage, compared by the sweep. */
export const createSweepStore = (db: Prisma.TransactionClient) => ({
  /** Ids of open uploads whose time is over. */
  async expiredUploads(now: Date, limit: number): Promise<readonly string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM media_upload WHERE state = 'OPEN' AND expires_at <= ${now} ORDER BY expires_at LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },

  /** Deletes some of the uploads that ended before then and have no parts; true when none are left. */
  async deleteEndedUploads(before: Date, limit: number): Promise<boolean> {
    const forgotten = await db.$executeRaw`
      DELETE FROM media_upload WHERE id IN (
        SELECT u.id FROM media_upload u WHERE u.state <> 'OPEN' AND u.expires_at < ${before}
          AND NOT EXISTS (SELECT FROM upload_part p WHERE p.upload_id = u.id) LIMIT ${limit})`;
    return forgotten < limit;
  },

  /** Those of the keys that no row names. One statement. */
  async unnamedKeys(keys: readonly string[]): Promise<readonly string[]> {
    const rows = await db.$queryRaw<{ key: string }[]>`
      SELECT k.key FROM unnest(${[...keys]}::text[]) AS k(key)
      WHERE NOT EXISTS (SELECT FROM media_file m WHERE m.storage_key = k.key)
        AND NOT EXISTS (SELECT FROM media_variant v WHERE v.storage_key = k.key)
        AND NOT EXISTS (SELECT FROM upload_part p WHERE p.storage_key = k.key)`;
    return rows.map(({ key }) => key);
  },

  /** Files that have not changed since `before`, after that id, with every key that they name. */
  async filesWithKeys(
    after: string,
    before: Date,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly keys: readonly string[] }[]> {
    return await db.$queryRaw<{ id: string; keys: string[] }[]>`
      SELECT m.id, array_prepend(m.storage_key,
        ARRAY(SELECT v.storage_key FROM media_variant v WHERE v.file_id = m.id ORDER BY v.storage_key)) AS keys
      FROM media_file m
      WHERE m.id > ${after} AND m.updated_at < ${before} AND m.storage_key IS NOT NULL ORDER BY m.id LIMIT ${limit}`;
  },
});
