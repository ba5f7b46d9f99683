import type { Prisma } from '../../../prisma/generated/media/client.ts';
import { type ListOrder, type PagesRequest, readVisiblePages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import { FILE_COLUMNS, type FileRow, type StoredVariant } from './file-columns.ts';

/** A file as one viewer sees it. */
export interface MediaFile extends FileRow {
  /** As the reference to it carried it; empty: the viewer's own right. */
  readonly access: string;
  /** The grant by which the viewer sees it; null: the viewer's own right. */
  readonly grantId: string | null;
}

/** A variant with the file that it is of, as the viewer sees it. */
export interface MediaVariant extends StoredVariant {
  readonly file: MediaFile;
}

/** A reference to a file, as another domain or a client makes it. */
export type FileReference = Pick<MediaFile, 'id' | 'access'>;

/** A reference whose access has been verified. */
interface FileQuery extends FileReference {
  /** The grant of its access; null: it has none. */
  readonly grantId: string | null;
}

/** Who wants to see files. */
export interface FileViewer {
  /** Empty for a visitor. */
  readonly id: string;
  /** Whether they see every file, whatever its state. */
  readonly isModerator: boolean;
}

/** SQL: the file `m` may be shown to others than its owner at all. */
const isShown = sql`m.state IN ('PROCESSING', 'READY') AND m.decision NOT IN ('HIDDEN', 'REMOVED')`;

/** SQL: nothing between the owner `owner` and the viewer keeps them apart. */
const isOpenTo = (owner: SqlFragment, viewerId: string): SqlFragment =>
  sql`NOT ${isSuspended(owner)} AND NOT ${blockedBetween(sql`${viewerId}`, owner)}`;

/** SQL: a domain has said that access by this grant has ended. */
const hasEnded = (grant: SqlFragment, viewerId: string): SqlFragment => sql`EXISTS (
  SELECT FROM access_end AS e WHERE e.grant_id = ${grant} AND e.viewer_id IN ('', ${viewerId}) AND e.file_id IN ('', m.id))`;

const NEWEST_FIRST: ListOrder = { by: [['m.id', 'text']], direction: 'DESC' };

/** Reads files with the right of a viewer to see them. */
export const createVisibleFileStore = (db: Prisma.TransactionClient) => ({
  /** In the order of `queries`; null for what does not exist and what the viewer may not see. One statement. */
  async visibleFiles(viewer: FileViewer, queries: readonly FileQuery[]): Promise<(MediaFile | null)[]> {
    const rows = await db.$queryRaw<(FileRow & { readonly ordinal: bigint })[]>`
      SELECT asked.ordinal, ${FILE_COLUMNS}
      FROM unnest(${queries.map(({ id }) => id)}::text[], ${queries.map(({ grantId }) => grantId)}::text[])
        WITH ORDINALITY AS asked(id, grant_id, ordinal)
      JOIN media_file m ON m.id = asked.id
      WHERE m.owner_id = ${viewer.id} OR ${viewer.isModerator} OR (${isShown} AND ${isOpenTo(sql`m.owner_id`, viewer.id)}
        AND ((m.visibility = 'PUBLIC' AND m.state = 'READY')
          OR (asked.grant_id IS NOT NULL AND NOT ${hasEnded(sql`asked.grant_id`, viewer.id)})))`;
    const ordinals = queries.map((_, at) => String(at + 1));
    return inOrderOf(ordinals, rows, ({ ordinal }) => String(ordinal)).map((row, at) => {
      const query = queries[at];
      if (row === null || query === undefined) return null;
      const { ordinal: _, ...file } = row;
      return { ...file, access: query.access, grantId: query.grantId };
    });
  },

  /** Files of people as others see them, newest first; null for people who are hidden from the viewer. One statement. */
  async filePages(viewerId: string, request: PagesRequest<readonly [string]>): Promise<(MediaFile[] | null)[]> {
    const pages = await readVisiblePages<FileRow>(
      db,
      request,
      NEWEST_FIRST,
      ({ parent, beyond, order }) => sql`
        SELECT ${FILE_COLUMNS} FROM media_file m
        WHERE m.owner_id = ${parent} AND ${beyond} AND (
          (m.owner_id = ${viewerId} AND m.state <> 'UPLOADING')
          OR (m.visibility = 'PUBLIC' AND m.state = 'READY' AND m.decision NOT IN ('HIDDEN', 'REMOVED')))
        ${order}`,
      sql`(parent.id = ${viewerId} OR (${isOpenTo(sql`parent.id`, viewerId)}))`,
    );
    return pages.map((page) => page?.map((file) => ({ ...file, access: '', grantId: null })) ?? null);
  },
});
