import { MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS } from '../../../runtime/attachments/recording-limits.ts';
import type { FilePurpose, FileRow } from '../repository/file-columns.ts';

type Kind = FileRow['kind'];

/** What files of one kind may be. */
export interface KindLimit {
  readonly kind: Kind;
  readonly contentTypes: readonly string[];
  readonly byteSize: number;
  /** Null where there is no picture. */
  readonly pixels: number | null;
  /** Null where there is no duration. */
  readonly durationSeconds: number | null;
}

const MEGABYTE = 1_000_000;
const MAX_PIXELS = 40_000_000;
const MAX_VIDEO_SECONDS = 600;
const MAX_AUDIO_SECONDS = 3_600;

const NONE = { pixels: null, durationSeconds: null };

const IMAGE: KindLimit = {
  kind: 'IMAGE',
  contentTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'],
  byteSize: 20 * MEGABYTE,
  pixels: MAX_PIXELS,
  durationSeconds: null,
};

const VIDEO: KindLimit = {
  kind: 'VIDEO',
  contentTypes: ['video/mp4', 'video/webm', 'video/quicktime'],
  byteSize: 200 * MEGABYTE,
  pixels: MAX_PIXELS,
  durationSeconds: MAX_VIDEO_SECONDS,
};

/** Of a live stream: hours in the quality that its encoder sent. */
const RECORDING: KindLimit = {
  ...VIDEO,
  contentTypes: ['video/mp4'],
  byteSize: MAX_RECORDING_BYTES,
  durationSeconds: MAX_RECORDING_SECONDS,
};

const AUDIO: KindLimit = {
  kind: 'AUDIO',
  contentTypes: ['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/webm', 'audio/wav', 'audio/flac'],
  byteSize: 20 * MEGABYTE,
  pixels: null,
  durationSeconds: MAX_AUDIO_SECONDS,
};

const PDF: KindLimit = { kind: 'DOCUMENT', contentTypes: ['application/pdf'], byteSize: 20 * MEGABYTE, ...NONE };

const DOCUMENT: KindLimit = {
  ...PDF,
  contentTypes: [...PDF.contentTypes, 'image/svg+xml', 'text/plain'],
};

const OTHER: KindLimit = { kind: 'OTHER', contentTypes: ['application/zip'], byteSize: 20 * MEGABYTE, ...NONE };

const EVERYTHING = [IMAGE, VIDEO, AUDIO, DOCUMENT, OTHER];

/** What may be uploaded for each purpose, by kind. */
const MEDIA_LIMITS: Readonly<Record<FilePurpose, readonly KindLimit[]>> = {
  AVATAR: [IMAGE],
  PHOTO: [IMAGE],
  POST: [IMAGE, VIDEO, AUDIO],
  MESSAGE: EVERYTHING,
  VOICE: [AUDIO],
  PRODUCT: [IMAGE, VIDEO],
  RESUME: [PDF, IMAGE],
  ATTACHMENT: EVERYTHING,
  STREAM: [IMAGE, RECORDING],
};

// as: the keys of the record are its type.
const PURPOSES = Object.keys(MEDIA_LIMITS) as readonly FilePurpose[];

/** Content types that are allowed for a purpose. */
export const allowedTypes = (purpose: FilePurpose): readonly string[] =>
  MEDIA_LIMITS[purpose].flatMap(({ contentTypes }) => contentTypes);

/** What may be uploaded for a purpose, by kind. */
export const limitsOf = (purpose: FilePurpose): readonly KindLimit[] => MEDIA_LIMITS[purpose];

/** The limit of a content type for a purpose; null when it is not allowed. */
export const limitOf = (purpose: FilePurpose, contentType: string): KindLimit | null =>
  MEDIA_LIMITS[purpose].find(({ contentTypes }) => contentTypes.includes(contentType)) ?? null;

/** What may be uploaded, by purpose. */
export const listMediaLimits = () =>
  PURPOSES.map((purpose) => ({
    purpose,
    contentTypes: [...allowedTypes(purpose)],
    byteSize: Math.max(...MEDIA_LIMITS[purpose].map(({ byteSize }) => byteSize)),
    byKind: MEDIA_LIMITS[purpose],
  }));
