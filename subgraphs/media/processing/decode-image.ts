import sharp, { type Sharp } from 'sharp';
import type { RejectedFile, RejectionReason } from './rejected-file.ts';

const MAX_SIDE = 16_384;
const MAX_FRAMES = 200;
/** Of all frames together. */
const MAX_ANIMATED_PIXELS = 100_000_000;
/** Formats whose pages are frames. In others they are other pictures, of which the first counts. */
const ANIMATED_FORMATS: ReadonlySet<string> = new Set(['gif', 'webp']);

/** Decoded pixels, in sRGB and turned as the file says. */
export interface Pixels {
  readonly data: Buffer;
  readonly raw: { readonly width: number; readonly height: number; readonly channels: 1 | 2 | 3 | 4 };
}

/** An image whose size was checked, and that has not been decoded yet. */
export interface ImageSource {
  readonly path: string;
  readonly isAnimated: boolean;
  /** As it is shown: turned as the file says. */
  readonly width: number;
  readonly height: number;
  /** Of one frame, times the frames. */
  readonly pixels: number;
}

const rejected = (reason: RejectionReason): RejectedFile => ({ rejected: reason });

/** Reads the header and checks what decoding it would take. */
export async function inspectImage(path: string, maxPixels: number): Promise<ImageSource | RejectedFile> {
  // Of an image with larger sides not even the header is read on.
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (metadata === null) return rejected('DAMAGED');
  const { format, pages = 1, autoOrient } = metadata;
  const { width, height } = autoOrient;
  const frames = ANIMATED_FORMATS.has(format) ? pages : 1;
  const pixels = width * height * frames;
  const isTooLarge = width > MAX_SIDE || height > MAX_SIDE || width * height > maxPixels;
  if (isTooLarge || frames > MAX_FRAMES || (frames > 1 && pixels > MAX_ANIMATED_PIXELS))
    return rejected('TOO_MANY_PIXELS');
  return { path, isAnimated: frames > 1, width, height, pixels };
}

/** A pipeline that begins with the file. It fails for files that are cut off or damaged anywhere. */
export const openImage = ({ path, pixels }: ImageSource, { animated = false } = {}): Sharp =>
  sharp(path, { animated, limitInputPixels: pixels, failOn: 'warning', autoOrient: true }).toColourspace('srgb');

/** Decodes the first frame, made smaller where a side is longer than `maxSide`. */
export async function decodePixels(source: ImageSource, maxSide: number): Promise<Pixels> {
  const { data, info } = await openImage(source)
    .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data, raw: { width, height, channels } };
}
