import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';

/** How far a file is. */
export type FileState = 'UPLOADING' | 'PROCESSING' | 'READY' | 'QUARANTINED' | 'REJECTED' | 'FAILED';

/** What a file is for; decides what is allowed. */
export type FilePurpose =
  | 'AVATAR'
  | 'PHOTO'
  | 'POST'
  | 'MESSAGE'
  | 'VOICE'
  | 'PRODUCT'
  | 'RESUME'
  | 'ATTACHMENT'
  | 'STREAM';

/** A form of a file beside its original. */
export interface StoredVariant {
  readonly name: string;
  readonly format: 'JPEG' | 'PNG' | 'WEBP' | 'AVIF' | 'MP4';
  readonly contentType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly byteSize: number;
  readonly storageKey: string;
}

/** A file as it is stored, with its variants. */
export interface FileRow {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  /** SHA-256 of the bytes as uploaded; null while they are arriving. */
  readonly checksum: string | null;
  readonly bucket: string;
  readonly tags: readonly string[];
  readonly categoryId: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly kind: 'IMAGE' | 'VIDEO' | 'AUDIO' | 'DOCUMENT' | 'OTHER';
  readonly state: FileState;
  readonly failureReason: string | null;
  readonly purpose: FilePurpose;
  readonly visibility: 'PRIVATE' | 'PUBLIC';
  readonly altText: string | null;
  readonly focalX: number | null;
  readonly focalY: number | null;
  readonly placeholder: string | null;
  readonly dominantColor: string | null;
  readonly durationSeconds: number | null;
  readonly hasAudio: boolean | null;
  readonly peaks: readonly number[];
  readonly perceptualHash: string | null;
  readonly decision: 'PENDING' | 'APPROVED' | 'HIDDEN' | 'REMOVED';
  readonly decidedAt: Date | null;
  /** What a classifier found, the highest score first. */
  readonly labels: readonly { readonly name: string; readonly score: number }[];
  readonly revision: number;
  /** Null until it is processed, and once its bytes are gone. */
  readonly storageKey: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** By name and format. */
  readonly variants: readonly StoredVariant[];
}

/** The columns of a `FileRow`, read from the row `m`. */
export const FILE_COLUMNS: SqlFragment = sql`
  m.id, m.owner_id AS "ownerId", m.file_name AS "fileName", m.content_type AS "contentType", m.byte_size AS "byteSize",
  m.checksum, m.bucket, m.tags, m.category_id AS "categoryId", m.width, m.height, m.kind, m.state,
  m.failure_reason AS "failureReason", m.purpose, m.visibility, m.alt_text AS "altText", m.focal_x AS "focalX",
  m.focal_y AS "focalY", m.placeholder, m.dominant_color AS "dominantColor", m.duration_seconds AS "durationSeconds",
  m.has_audio AS "hasAudio", m.peaks, m.perceptual_hash AS "perceptualHash", m.decision, m.decided_at AS "decidedAt",
  m.labels, m.revision, m.storage_key AS "storageKey", m.created_at AS "createdAt", m.updated_at AS "updatedAt",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', v.name, 'format', v.format, 'contentType', v.content_type,
      'width', v.width, 'height', v.height, 'byteSize', v.byte_size, 'storageKey', v.storage_key)
      ORDER BY v.name, v.format), '[]') FROM media_variant v WHERE v.file_id = m.id) AS variants`;
