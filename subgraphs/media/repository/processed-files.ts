import type { Prisma } from '../../../prisma/generated/media/client.ts';
import { FILE_COLUMNS, type FileRow, type StoredVariant } from './file-columns.ts';

type Facts = Pick<
  FileRow,
  | 'kind'
  | 'contentType'
  | 'byteSize'
  | 'width'
  | 'height'
  | 'placeholder'
  | 'dominantColor'
  | 'durationSeconds'
  | 'hasAudio'
  | 'peaks'
  | 'perceptualHash'
  | 'labels'
>;

/** What came of processing a file. */
export type FinishedFile =
  | (Facts & {
      readonly state: 'READY' | 'QUARANTINED';
      readonly storageKey: string;
      readonly variants: readonly StoredVariant[];
    })
  | { readonly state: 'REJECTED' | 'FAILED'; readonly reason: string };

/** Pictures whose hashes differ in so few bits look alike. */
const MAX_DISTANCE = 6;

/** Records what came of processing. */
export const createProcessedFileStore = (db: Prisma.TransactionClient) => ({
  /** A file, whoever asks. */
  async fileToProcess(id: string): Promise<FileRow | null> {
    const [file] = await db.$queryRaw<FileRow[]>`SELECT ${FILE_COLUMNS} FROM media_file m WHERE m.id = ${id}`;
    return file ?? null;
  },

  /** Whether a moderator has removed these bytes, or a picture that looks like it. */
  async isRemovedContent(checksum: string | null, perceptualHash: string | null): Promise<boolean> {
    const rows = await db.$queryRaw<unknown[]>`
      SELECT 1 AS one FROM removed_content WHERE checksum = ${checksum} OR bit_count(
        ('x' || perceptual_hash)::bit(64) # ('x' || ${perceptualHash}::text)::bit(64)) <= ${MAX_DISTANCE} LIMIT 1`;
    return rows.length > 0;
  },

  /** Locks a file until the transaction ends, and returns it as it is then; null when it is gone. */
  async lockFile(id: string): Promise<FileRow | null> {
    const [file] = await db.$queryRaw<FileRow[]>`
      SELECT ${FILE_COLUMNS} FROM media_file m WHERE m.id = ${id} FOR UPDATE OF m`;
    return file ?? null;
  },

  /** Removes the variants of a file and what is left of its upload. Returns where their bytes are. */
  async clearFile(id: string): Promise<readonly string[]> {
    const rows = await db.$queryRaw<{ key: string }[]>`
      WITH parts AS (
        DELETE FROM upload_part p USING media_upload u WHERE u.id = p.upload_id AND u.file_id = ${id}
        RETURNING p.storage_key AS key
      ), variants AS (DELETE FROM media_variant WHERE file_id = ${id} RETURNING storage_key AS key)
      SELECT key FROM parts UNION ALL SELECT key FROM variants`;
    return rows.map(({ key }) => key);
  },

  /** Records that a file will not be shown, or could not be processed; its bytes no longer count against the quota. */
  async recordFailure(id: string, state: 'REJECTED' | 'FAILED', reason: string, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE media_file SET state = ${state}, failure_reason = ${reason}, quota_bytes = 0, storage_key = NULL,
        revision = revision + 1, updated_at = ${now} WHERE id = ${id}`;
  },

  /** Records what a file is, and adds its variants, in a transaction that has cleared it. */
  async recordFile(
    id: string,
    file: Extract<FinishedFile, { state: 'READY' | 'QUARANTINED' }>,
    now: Date,
  ): Promise<void> {
    const decision = file.state === 'READY' ? 'APPROVED' : 'PENDING';
    await db.$executeRaw`
      UPDATE media_file SET state = ${file.state}, kind = ${file.kind}, content_type = ${file.contentType},
        byte_size = ${file.byteSize}::int, width = ${file.width}::int, height = ${file.height}::int,
        placeholder = ${file.placeholder}, dominant_color = ${file.dominantColor},
        duration_seconds = ${file.durationSeconds}::float8, has_audio = ${file.hasAudio}::boolean,
        peaks = ${[...file.peaks]}::float8[], perceptual_hash = ${file.perceptualHash},
        labels = ${JSON.stringify(file.labels)}::jsonb, storage_key = ${file.storageKey}, failure_reason = NULL,
        decision = CASE WHEN decision = 'PENDING' THEN ${decision} ELSE decision END,
        revision = revision + 1, updated_at = ${now}
      WHERE id = ${id}`;
    await db.$executeRaw`
      INSERT INTO media_variant (file_id, name, format, content_type, width, height, byte_size, storage_key)
      SELECT ${id}, v."name", v."format", v."contentType", v."width", v."height", v."byteSize", v."storageKey"
      FROM jsonb_to_recordset(${JSON.stringify(file.variants)}::jsonb) AS v("name" text, "format" text,
        "contentType" text, "width" int, "height" int, "byteSize" int, "storageKey" text)`;
  },

  /** Adds a form that was made later, in a transaction that has locked the file. */
  async addVariant(fileId: string, { name, format, ...variant }: StoredVariant): Promise<void> {
    await db.$executeRaw`
      INSERT INTO media_variant (file_id, name, format, content_type, width, height, byte_size, storage_key)
      VALUES (${fileId}, ${name}, ${format}, ${variant.contentType}, ${variant.width}::int, ${variant.height}::int,
        ${variant.byteSize}::int, ${variant.storageKey})
      ON CONFLICT DO NOTHING`;
  },

  /** Has a file wait for being processed again. */
  async processAgain(id: string, now: Date): Promise<void> {
    await db.$executeRaw`UPDATE media_file SET state = 'PROCESSING', updated_at = ${now} WHERE id = ${id}`;
  },

  /** Records what moderators have decided. A file that waited for them and may be shown is ready. */
  async recordDecision(id: string, decision: 'APPROVED' | 'HIDDEN' | 'REMOVED', at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE media_file SET decision = ${decision}, decided_at = ${at}, updated_at = ${at},
        state = CASE WHEN state = 'QUARANTINED' AND ${decision} = 'APPROVED' THEN 'READY' ELSE state END
      WHERE id = ${id}`;
  },

  /** Remembers what was removed, to reject it when it is uploaded again. */
  async addRemovedContent(checksum: string, perceptualHash: string | null, at: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO removed_content (checksum, perceptual_hash, removed_at) VALUES (${checksum}, ${perceptualHash}, ${at})
      ON CONFLICT (checksum) DO NOTHING`;
  },
});
