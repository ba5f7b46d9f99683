import type { Prisma } from '../../../prisma/generated/media/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { FILE_COLUMNS, type FilePurpose, type FileRow, type FileState } from './file-columns.ts';
import type { MediaFile } from './visible-files.ts';

/** Which of their files a person wants to see; null: whatever it is. */
export interface FileFilter {
  readonly bucket: string | null;
  readonly tag: string | null;
  readonly kind: FileRow['kind'] | null;
  /** Null: every state but UPLOADING. */
  readonly state: FileState | null;
  readonly categoryId: string | null;
  readonly purpose: FilePurpose | null;
}

/** What the files of a bucket take up. */
export interface BucketUsage {
  readonly bucket: string;
  readonly bytes: number;
  readonly fileCount: number;
}

/** What an owner says about a file, and may change. */
type FileDescription = Pick<FileRow, 'altText' | 'tags' | 'categoryId' | 'visibility' | 'focalX' | 'focalY'>;

/** SQL: what the file `m` counts. Forms that were made when the file was processed are free, those made later are not. */
const COUNTED_BYTES = sql`(m.quota_bytes + coalesce((SELECT sum(v.byte_size) FROM media_variant v
  WHERE v.file_id = m.id AND v.name = 'large' AND v.format = 'AVIF'), 0))`;

const MAX_BUCKETS = 100;
const NEWEST_FIRST: ListOrder = { by: [['m.id', 'text']], direction: 'DESC' };

/** What people read of their own files. */
export const createOwnFileStore = (db: Prisma.TransactionClient) => ({
  /** One page of a person's own files, newest first. */
  async ownFiles(
    ownerId: string,
    { bucket, tag, kind, state, categoryId, purpose }: FileFilter,
    page: PageRequest<readonly [string]>,
  ): Promise<MediaFile[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    const files = await db.$queryRaw<FileRow[]>`
      SELECT ${FILE_COLUMNS} FROM media_file m
      WHERE m.owner_id = ${ownerId} AND ${beyond}
        AND (${bucket}::text IS NULL OR m.bucket = ${bucket}) AND (${tag}::text IS NULL OR ${tag} = ANY (m.tags))
        AND (${kind}::text IS NULL OR m.kind = ${kind}) AND (${categoryId}::text IS NULL OR m.category_id = ${categoryId})
        AND (${purpose}::text IS NULL OR m.purpose = ${purpose})
        AND (CASE WHEN ${state}::text IS NULL THEN m.state <> 'UPLOADING' ELSE m.state = ${state} END)
      ${order}`;
    return files.map((file) => ({ ...file, access: '', grantId: null }));
  },

  /** What a person's files and unfinished uploads take up, by bucket. */
  async bucketUsage(ownerId: string): Promise<readonly BucketUsage[]> {
    return await db.$queryRaw<BucketUsage[]>`
      SELECT m.bucket, sum(${COUNTED_BYTES})::float8 AS bytes, count(*)::int AS "fileCount"
      FROM media_file m WHERE m.owner_id = ${ownerId} GROUP BY m.bucket ORDER BY m.bucket LIMIT ${MAX_BUCKETS}`;
  },

  /** Bytes that count against a person's quota. */
  async usedBytes(ownerId: string): Promise<number> {
    const [row] = await db.$queryRaw<{ bytes: number }[]>`
      SELECT coalesce(sum(${COUNTED_BYTES}), 0)::float8 AS bytes FROM media_file m WHERE m.owner_id = ${ownerId}`;
    return row?.bytes ?? 0;
  },

  /** Whether files can be put into this category. */
  async hasMediaCategory(id: string): Promise<boolean> {
    const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM category WHERE id = ${id} AND scope = 'MEDIA'`;
    return rows.length === 1;
  },

  /** Replaces what an owner says about a file. */
  async describeFile(id: string, file: FileDescription, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE media_file SET alt_text = ${file.altText}, tags = ${[...file.tags]}::text[], category_id = ${file.categoryId},
        visibility = ${file.visibility}, focal_x = ${file.focalX}::float8, focal_y = ${file.focalY}::float8,
        updated_at = ${now}
      WHERE id = ${id}`;
  },
});
