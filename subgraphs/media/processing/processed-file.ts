/** What a file is shown as. */
export type FileKind = 'IMAGE' | 'VIDEO' | 'AUDIO' | 'DOCUMENT' | 'OTHER';

/** Formats of what is served, and the original as it is served. */
export type OutputFormat = 'ORIGINAL' | 'JPEG' | 'PNG' | 'WEBP' | 'AVIF' | 'MP4';

/** What files of one kind may be, for the purpose of an upload. */
export interface FileLimit {
  readonly kind: FileKind;
  readonly contentTypes: readonly string[];
  readonly byteSize: number;
  /** Of one picture or frame; null where there is none. */
  readonly pixels: number | null;
  /** Null where there is no duration. */
  readonly durationSeconds: number | null;
}

/** One uploaded file, and where the results go. */
export interface FileRequest {
  readonly inputPath: string;
  /** An empty folder of this request. It is emptied when the file is rejected or processing fails. */
  readonly outDir: string;
  /** What may be uploaded for the purpose of this file. */
  readonly limits: readonly FileLimit[];
  /** Ends the work, and every process that was started for it. */
  readonly signal: AbortSignal;
}

/** A file that the caller stores. */
export interface OutputFile {
  /** `original`, `video`, or a size: see `VARIANT_SIDES`. */
  readonly name: string;
  readonly format: OutputFormat;
  /** An absolute path in `outDir`. */
  readonly path: string;
  /** The type to serve it with. */
  readonly contentType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly byteSize: number;
}

/** What was read off a file, without the files made of it. */
export interface FileFacts {
  readonly kind: FileKind;
  /** Of the original as it is stored: an animated GIF becomes WebP. */
  readonly contentType: string;
  /** As shown: turned as the file says. Null without a picture, and for videos where ffmpeg is not installed. */
  readonly width: number | null;
  readonly height: number | null;
  /** Null without a duration, and where ffmpeg is not installed. */
  readonly durationSeconds: number | null;
  readonly hasAudio: boolean | null;
  /** ThumbHash in base64. */
  readonly placeholder: string | null;
  /** Of most pixels, as `#rrggbb`; null when all are transparent. */
  readonly dominantColor: string | null;
  /** Loudness of equal parts of a sound, 0 to 100. */
  readonly peaks: readonly number[] | null;
  /** 64 bits in hexadecimal; pictures that look alike differ in few of them. Null for pictures with too little in them. */
  readonly perceptualHash: string | null;
}

/** What the caller stores of a file, and the facts for its row. */
export interface ProcessedFile extends FileFacts {
  readonly original: OutputFile;
  readonly variants: readonly OutputFile[];
}

/** Why a file can never be shown. */
export type RejectionReason =
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'TYPE_NOT_ALLOWED'
  | 'TOO_MANY_PIXELS'
  | 'TOO_LONG'
  | 'DAMAGED'
  | 'TIME_LIMIT'
  | 'MEMORY_LIMIT';

/** A file that is not stored. */
export interface RejectedFile {
  readonly rejected: RejectionReason;
  /** Content types that are allowed; with `TYPE_NOT_ALLOWED`. */
  readonly allowed?: readonly string[];
}
