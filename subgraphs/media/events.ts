import { defineEvent } from '../../runtime/events/event-type.ts';
import { defineWork } from '../../runtime/work/work-type.ts';

export { type CategoryFact, categoryChanged, categoryDeleted } from '../../runtime/categories/category-events.ts';

/** Durable log of what happened to a person's files. The key is the person's id. */
export const FILE_LOG = { name: 'media.files' } as const;

/** A file, and when something happened to it. */
export interface FileFact {
  readonly fileId: string;
  readonly ownerId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A file can be shown. */
export interface FileReady extends FileFact {
  readonly purpose: string;
  readonly kind: string;
  readonly contentType: string;
}

/** Published when a file can be shown, and again when it was restored or processed anew. */
export const fileReady = defineEvent<FileReady>('media.file-ready', {
  notifies: false,
  reason: 'Its owner follows `mediaProcessed`.',
});

/** A file will never be shown, or could not be processed. */
export const fileRejected = defineEvent<FileFact>('media.file-rejected', {
  notifies: false,
  reason: 'Its owner follows `mediaProcessed`.',
});

/** A file and its bytes are gone. */
export const fileDeleted = defineEvent<FileFact>('media.file-deleted', {
  notifies: false,
  reason: 'Its owner deleted it.',
});

/** A file waits for a moderator. */
export interface FileQuarantined extends FileFact {
  /** What a classifier found, the highest score first; empty when none looked at it. */
  readonly labels: readonly { readonly name: string; readonly score: number }[];
}

/** Published when a file waits for a moderator: moderation opens a case. */
export const fileQuarantined = defineEvent<FileQuarantined>('media.file-quarantined', {
  notifies: false,
  reason: 'Its owner follows `mediaProcessed`, and moderators their queue.',
});

/** What `processUpload` and `encodeForm` work on. */
interface ProcessUpload {
  readonly fileId: string;
  /** How often the file was processed before, so that an item that is late does nothing. */
  readonly revision: number;
}

/** Makes what is served of the bytes of a file. Done in the worker process of media. */
export const processUpload = defineWork<ProcessUpload>('process-upload');

/** Makes the form of a file that is made when it is first asked for. Done in the worker process of media. */
export const encodeForm = defineWork<ProcessUpload>('encode-form');

/** Signals the id of a file of which a form was made. */
export const VARIANTS_TOPIC = 'media.variants';

/** Deletes bytes that no row names any more. */
export const deleteBytes = defineWork<{ readonly keys: readonly string[] }>('delete-bytes');
