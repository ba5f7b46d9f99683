import type { Prisma } from '../../../prisma/generated/media/client.ts';

/** The facts of a file that an import brought. */
export interface FileFacts {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  /** SHA-256 of the bytes as uploaded, in hexadecimal. */
  readonly checksum: string | null;
  /** The bytes as uploaded; 0 once the file was rejected. */
  readonly byteSize: number;
}

/** Files that come by an import. */
export const createFileImportStore = (db: Prisma.TransactionClient) => ({
  /** What is compared with a dump, of those files that exist. */
  fileFacts: (ids: readonly string[]): PromiseLike<FileFacts[]> => db.$queryRaw<FileFacts[]>`
    SELECT id, owner_id AS "ownerId", file_name AS "fileName", checksum, quota_bytes AS "byteSize"
    FROM media_file WHERE id = ANY (${[...ids]}::text[])`,
});
