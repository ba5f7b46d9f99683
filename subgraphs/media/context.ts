import type DataLoader from 'dataloader';
import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { RouteRequest } from '../../runtime/executor/route.ts';
import type { LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { FormUpload, TusUploads } from './operations/ways-in.ts';
import type {
  Category,
  CategoryPath,
  FileChange,
  FileReference,
  MediaFile,
  MediaRepository,
  MediaUpload,
  MediaUsage,
} from './repository/index.ts';
import type { MediaSettings } from './settings.ts';
import type { Storage } from './storage/storage.ts';

/** A file for a viewer, as an address says it. */
export interface FileLink {
  readonly fileId: string;
  /** Name and format of a variant, such as `small.webp`; null: the original. */
  readonly variant: string | null;
  /** For whom the address is; null: for everybody. */
  readonly viewerId: string | null;
  /** The grant by which the viewer sees it; null: the viewer's own right. */
  readonly grantId: string | null;
}

/** Addresses of files. */
export interface FileUrls {
  /** Until when an address that is made now works. */
  expiry(link: Pick<FileLink, 'viewerId'>, now: Date): Date;
  /** Null where nothing is known of how clients reach this system. */
  urlOf(link: FileLink, now: Date): string | null;
  /** What the query of an address says of whom it is for. */
  read(
    fileId: string,
    query: URLSearchParams,
    now: Date,
  ): Pick<FileLink, 'viewerId' | 'grantId'> | 'INVALID' | 'EXPIRED';
}

/** Addresses of uploads. */
export interface UploadUrls {
  /** Takes the bytes by PUT. Null where nothing is known of how clients reach this system. */
  urlOf(upload: Pick<MediaUpload, 'id' | 'expiresAt'>): string | null;
  /** Takes the bytes by the tus protocol. */
  tusUrlOf(upload: Pick<MediaUpload, 'id' | 'expiresAt'>): string | null;
  /** Whether the query is that of an address of this upload which still works. */
  isSigned(uploadId: string, query: URLSearchParams, now: Date): boolean;
}

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface MediaContext {
  readonly caller: Caller;
  /** Null where no request was sent. */
  readonly requestId: string | null;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly signals: Pick<Signals, 'notify'>;
  readonly repository: MediaRepository;
  readonly storage: Storage;
  readonly limits: Pick<MediaSettings, 'quotaBytes'>;
  readonly fileUrls: FileUrls;
  readonly uploadUrls: UploadUrls;
  /** Has the deferred form of a file made, and waits for it for some seconds. */
  readonly awaitVariant: (file: MediaFile) => Promise<void>;
  /** Handles a request of the tus protocol, version 1.0. */
  readonly handleTus: (request: RouteRequest, uploads: TusUploads) => Promise<Response>;
  /** Reads `multipart/form-data`; null when the body is something else. */
  readonly readForm: (request: RouteRequest) => FormUpload | null;
  /** SHA-256 of bytes, in hexadecimal. */
  readonly hashOf: (bytes: AsyncIterable<Uint8Array>) => Promise<string>;
  /** Files as the caller may see them. */
  readonly files: DataLoader<FileReference, MediaFile | null, string>;
  /** Uploads of the caller. */
  readonly uploads: DataLoader<string, MediaUpload | null>;
  /** Where files are shown. Only for files of the caller. */
  readonly usages: DataLoader<string, readonly MediaUsage[]>;
  readonly categories: DataLoader<string, Category | null>;
  readonly categoriesAt: DataLoader<CategoryPath, Category | null, string>;
  /** Categories below one, or at the root of the scope that is named instead. */
  readonly categoryPages: PageLoader<Category>;
  readonly publicFileCounts: DataLoader<string, number>;
  /** Files of people as the caller may see them; null for people who are hidden from the caller. */
  readonly filePages: PageLoader<MediaFile, null>;
}

/** One event of `mediaProcessed`. */
export type FileEvent = LogEvent<FileChange>;
