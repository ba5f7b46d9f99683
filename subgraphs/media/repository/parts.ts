import type { Prisma } from '../../../prisma/generated/media/client.ts';

/** Bytes that have arrived of an upload. */
export interface UploadPart {
  readonly uploadId: string;
  /** Of its first byte in the file. */
  readonly startOffset: number;
  readonly byteSize: number;
  readonly storageKey: string;
}

/** Parts of uploads: each is a row once its bytes are stored. */
export const createPartStore = (db: Prisma.TransactionClient) => ({
  /**
   * Adds a part behind those that an open upload has, and moves the end of the upload away from `now`. One statement. Returns
   * how many bytes have arrived by now; null when the part does not follow them, or the upload is not open.
   */
  async addPart(part: UploadPart, now: Date, openUntil: Date): Promise<number | null> {
    const [row] = await db.$queryRaw<{ receivedBytes: number }[]>`
      WITH grown AS (
        UPDATE media_upload SET received_bytes = received_bytes + ${part.byteSize}::int, part_count = part_count + 1,
          expires_at = greatest(expires_at, ${openUntil}::timestamptz)
        WHERE id = ${part.uploadId} AND state = 'OPEN' AND received_bytes = ${part.startOffset}::int
          AND received_bytes + ${part.byteSize}::int <= byte_size AND expires_at > ${now}
        RETURNING id, received_bytes
      ), added AS (
        INSERT INTO upload_part (upload_id, start_offset, byte_size, storage_key)
        SELECT id, ${part.startOffset}::int, ${part.byteSize}::int, ${part.storageKey} FROM grown
      )
      SELECT received_bytes AS "receivedBytes" FROM grown`;
    return row?.receivedBytes ?? null;
  },

  /** Removes what has arrived of an open upload, in a transaction. Returns where the bytes are. */
  async removeParts(uploadId: string): Promise<readonly string[]> {
    const reset = await db.$executeRaw`
      UPDATE media_upload SET received_bytes = 0, part_count = 0 WHERE id = ${uploadId} AND state = 'OPEN'`;
    if (reset === 0) return [];
    const parts = await db.$queryRaw<{ storage_key: string }[]>`
      DELETE FROM upload_part WHERE upload_id = ${uploadId} RETURNING storage_key`;
    return parts.map(({ storage_key }) => storage_key);
  },

  /** The parts of the upload that a file came by, in the order of their bytes. */
  async partsOfFile(fileId: string): Promise<readonly UploadPart[]> {
    return await db.$queryRaw<UploadPart[]>`
      SELECT p.upload_id AS "uploadId", p.start_offset AS "startOffset", p.byte_size AS "byteSize",
        p.storage_key AS "storageKey"
      FROM upload_part p JOIN media_upload u ON u.id = p.upload_id WHERE u.file_id = ${fileId} ORDER BY p.start_offset`;
  },
});
