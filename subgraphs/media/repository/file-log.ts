import type { Prisma } from '../../../prisma/generated/media/client.ts';
import { createStoredLog } from '../../../runtime/live/stored-log.ts';
import type { FILE_LOG } from '../events.ts';

/** What happened to a file of a person. */
export interface FileChange {
  readonly fileId: string;
  readonly change: 'READY' | 'QUARANTINED' | 'REJECTED' | 'FAILED' | 'DELETED';
}

/** What happened to each person's files, as a log that they alone may follow. */
export const createFileLog = (db: Prisma.TransactionClient) =>
  createStoredLog<FileChange, FileChange>(db, {
    name: 'media.files' satisfies (typeof FILE_LOG)['name'],
    entryOf: ({ data }) => data,
  });
