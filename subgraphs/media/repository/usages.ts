import type { Prisma } from '../../../prisma/generated/media/client.ts';
import { groupedBy, inOrderOf } from '../../../runtime/database/loader.ts';
import { FILE_COLUMNS, type FileRow } from './file-columns.ts';

/** A place of another domain that shows a file. */
export interface MediaUsage {
  readonly fileId: string;
  readonly domain: string;
  readonly subjectId: string;
  readonly createdAt: Date;
}

/** Where a domain shows files. */
export interface UsageDraft {
  readonly domain: string;
  readonly subjectId: string;
  readonly grantId: string;
  readonly fileIds: readonly string[];
}

/** A use of a file that has ended. */
export interface EndedUsage {
  readonly fileId: string;
  readonly grantId: string;
}

const MAX_USAGES = 20;

/** Which files are shown where. */
export const createUsageStore = (db: Prisma.TransactionClient) => ({
  /** Where files are shown, at most 20 places each, the newest first; one statement for all. */
  async usages(fileIds: readonly string[]): Promise<(readonly MediaUsage[])[]> {
    const rows = await db.$queryRaw<MediaUsage[]>`
      SELECT u.* FROM unnest(${[...fileIds]}::text[]) AS f(id) JOIN LATERAL (
        SELECT file_id AS "fileId", domain, subject_id AS "subjectId", created_at AS "createdAt" FROM media_usage
        WHERE file_id = f.id ORDER BY created_at DESC, subject_id LIMIT ${MAX_USAGES}) AS u ON TRUE`;
    return groupedBy(fileIds, rows, ({ fileId }) => fileId);
  },

  /** Those of the files that a person may show: their own, and neither rejected nor withheld. In the order of the ids. */
  async attachableFiles(ownerId: string, fileIds: readonly string[]): Promise<(FileRow | null)[]> {
    const files = await db.$queryRaw<FileRow[]>`
      SELECT ${FILE_COLUMNS} FROM media_file m
      WHERE m.owner_id = ${ownerId} AND m.id = ANY (${[...fileIds]}) AND m.state IN ('PROCESSING', 'READY')
        AND m.decision NOT IN ('HIDDEN', 'REMOVED')`;
    return inOrderOf(fileIds, files, ({ id }) => id);
  },

  /** Records that files are shown; what is recorded already stays as it is. */
  async addUsages({ domain, subjectId, grantId, fileIds }: UsageDraft, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO media_usage (file_id, domain, subject_id, grant_id, created_at)
      SELECT id, ${domain}, ${subjectId}, ${grantId}, ${now} FROM unnest(${[...fileIds]}::text[]) AS f(id) ORDER BY id
      ON CONFLICT (file_id, domain, subject_id) DO UPDATE SET grant_id = excluded.grant_id`;
  },

  /** Records that files are no longer shown. Null `fileIds`: none of those that were shown there. */
  async removeUsages(
    domain: string,
    subjectIds: readonly string[],
    fileIds: readonly string[] | null,
  ): Promise<readonly EndedUsage[]> {
    return await db.$queryRaw<EndedUsage[]>`
      DELETE FROM media_usage u
      WHERE u.domain = ${domain} AND u.subject_id = ANY (${[...subjectIds]})
        AND (${fileIds === null ? null : [...fileIds]}::text[] IS NULL OR u.file_id = ANY (${[...(fileIds ?? [])]}))
      RETURNING u.file_id AS "fileId", u.grant_id AS "grantId"`;
  },

  /** Those uses of whose file no other remains by the same grant. */
  async withoutOthers(ended: readonly EndedUsage[]): Promise<readonly EndedUsage[]> {
    return await db.$queryRaw<EndedUsage[]>`
      SELECT DISTINCT e.file_id AS "fileId", e.grant_id AS "grantId"
      FROM unnest(${ended.map(({ fileId }) => fileId)}::text[], ${ended.map(({ grantId }) => grantId)}::text[])
        AS e(file_id, grant_id)
      WHERE NOT EXISTS (SELECT FROM media_usage u WHERE u.file_id = e.file_id AND u.grant_id = e.grant_id)`;
  },
});
