import type { Prisma } from '../../../prisma/generated/media/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { FileRow } from './file-columns.ts';

/** The arrival of one file. */
export interface MediaUpload {
  readonly id: string;
  readonly fileId: string;
  readonly ownerId: string;
  readonly state: 'OPEN' | 'COMPLETED' | 'ABORTED' | 'EXPIRED';
  readonly byteSize: number;
  /** As the owner announced it, SHA-256 in hexadecimal. */
  readonly checksum: string | null;
  readonly receivedBytes: number;
  readonly partCount: number;
  /** As the owner said. */
  readonly contentType: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What an owner says about a file that they are about to upload. */
export type FileDraft = Pick<
  FileRow,
  | 'id'
  | 'ownerId'
  | 'fileName'
  | 'contentType'
  | 'byteSize'
  | 'bucket'
  | 'tags'
  | 'categoryId'
  | 'kind'
  | 'purpose'
  | 'visibility'
  | 'altText'
  | 'createdAt'
>;

/** An upload that is about to begin. */
export type UploadDraft = Pick<MediaUpload, 'id' | 'checksum' | 'expiresAt'>;

/** The type of content is that of the file; once the file is gone nobody needs it. */
const UPLOAD_COLUMNS: SqlFragment = sql`
  u.id, u.file_id AS "fileId", u.owner_id AS "ownerId", u.state, u.byte_size AS "byteSize", u.checksum,
  u.received_bytes AS "receivedBytes", u.part_count AS "partCount", u.created_at AS "createdAt",
  u.expires_at AS "expiresAt",
  coalesce((SELECT m.content_type FROM media_file m WHERE m.id = u.file_id), '') AS "contentType"`;

/** Begins, finds and ends uploads. */
export const createUploadStore = (db: Prisma.TransactionClient) => ({
  /** Makes other uploads of the person wait until the transaction ends, so that their sizes add up. */
  async lockQuota(ownerId: string): Promise<void> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`media-quota:${ownerId}`}, 0))::text`;
  },

  async countOpenUploads(ownerId: string): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM media_upload WHERE owner_id = ${ownerId} AND state = 'OPEN'`;
    return row?.count ?? 0;
  },

  /** The id of a file of the person that can be shown and has this checksum; null when there is none. */
  async findByChecksum(ownerId: string, checksum: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM media_file WHERE owner_id = ${ownerId} AND checksum = ${checksum} AND state = 'READY'
        AND decision NOT IN ('HIDDEN', 'REMOVED') ORDER BY id LIMIT 1`;
    return row?.id ?? null;
  },

  /** Adds a file whose bytes are still to come, and its upload. One statement. */
  async addUpload(file: FileDraft, { id, checksum, expiresAt }: UploadDraft): Promise<void> {
    await db.$executeRaw`
      WITH file AS (
        INSERT INTO media_file (id, owner_id, file_name, content_type, byte_size, quota_bytes, bucket, tags, category_id,
          kind, state, purpose, visibility, alt_text, peaks, created_at, updated_at)
        VALUES (${file.id}, ${file.ownerId}, ${file.fileName}, ${file.contentType}, ${file.byteSize}::int,
          ${file.byteSize}::int, ${file.bucket}, ${[...file.tags]}::text[], ${file.categoryId}, ${file.kind}, 'UPLOADING',
          ${file.purpose}, ${file.visibility}, ${file.altText}, '{}', ${file.createdAt}, ${file.createdAt})
      )
      INSERT INTO media_upload (id, file_id, owner_id, state, byte_size, checksum, created_at, expires_at)
      VALUES (${id}, ${file.id}, ${file.ownerId}, 'OPEN', ${file.byteSize}::int, ${checksum}, ${file.createdAt},
        ${expiresAt})`;
  },

  /** Uploads of the owner, in the order of the ids; null for those of others. One statement. */
  async uploads(ownerId: string, ids: readonly string[]): Promise<(MediaUpload | null)[]> {
    const rows = await db.$queryRaw<MediaUpload[]>`
      SELECT ${UPLOAD_COLUMNS} FROM media_upload u WHERE u.owner_id = ${ownerId} AND u.id = ANY (${[...ids]})`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** An upload, whoever asks: for who has its signed address. */
  async findUpload(id: string): Promise<MediaUpload | null> {
    const [upload] = await db.$queryRaw<MediaUpload[]>`SELECT ${UPLOAD_COLUMNS} FROM media_upload u WHERE u.id = ${id}`;
    return upload ?? null;
  },

  /** Sets the size of an open upload of which it was not known, and of its file. One statement. */
  async settleSize(id: string, byteSize: number): Promise<void> {
    await db.$executeRaw`
      WITH settled AS (
        UPDATE media_upload SET byte_size = ${byteSize}::int WHERE id = ${id} AND state = 'OPEN' RETURNING file_id
      )
      UPDATE media_file m SET byte_size = ${byteSize}::int, quota_bytes = ${byteSize}::int FROM settled s
      WHERE m.id = s.file_id`;
  },

  /** Ends an upload whose bytes have all arrived, and has its file processed; false when it is not so. One statement. */
  async completeUpload(id: string, checksum: string, now: Date): Promise<boolean> {
    const files = await db.$executeRaw`
      WITH completed AS (
        UPDATE media_upload SET state = 'COMPLETED'
        WHERE id = ${id} AND state = 'OPEN' AND received_bytes = byte_size RETURNING file_id
      )
      UPDATE media_file m SET state = 'PROCESSING', checksum = ${checksum}, updated_at = ${now} FROM completed c
      WHERE m.id = c.file_id`;
    return files === 1;
  },

  /**
   * Ends an open upload without its file, which goes with it, in a transaction. Returns where the bytes are that have
   * arrived; null when it is not open.
   */
  async endUpload(id: string, state: 'ABORTED' | 'EXPIRED'): Promise<readonly string[] | null> {
    const [ended] = await db.$queryRaw<{ file_id: string }[]>`
      UPDATE media_upload SET state = ${state}, received_bytes = 0, part_count = 0
      WHERE id = ${id} AND state = 'OPEN' RETURNING file_id`;
    if (ended === undefined) return null;
    await db.$executeRaw`DELETE FROM media_file WHERE id = ${ended.file_id}`;
    const parts = await db.$queryRaw<{ storage_key: string }[]>`
      DELETE FROM upload_part WHERE upload_id = ${id} RETURNING storage_key`;
    return parts.map(({ storage_key }) => storage_key);
  },
});
