import type { FileKind } from './file-request.ts';

/** Formats of what is served, and the original as it is served. */
export type OutputFormat = 'ORIGINAL' | 'JPEG' | 'PNG' | 'WEBP' | 'AVIF' | 'MP4';

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
