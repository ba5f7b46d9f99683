import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { type ImageSource, openImage, type Pixels } from './decode-image.ts';
import type { OutputFormat } from './processed-file.ts';

/**
 * The longest side of each size, in pixels. A picture has the sizes that are smaller than it, and the first one that is not,
 * which then is as large as the picture: none is enlarged.
 */
export const VARIANT_SIDES = { thumbnail: 320, small: 640, medium: 1_280, large: 2_048 } as const;

type VariantName = keyof typeof VARIANT_SIDES;

/** AVIF is made at once up to this side; larger ones cost more than all the rest together. */
const MAX_IMMEDIATE_AVIF_SIDE = VARIANT_SIDES.medium;
/** Each frame of an animation is encoded. */
const MAX_ANIMATED_SIDE = VARIANT_SIDES.small;

/** Effort 3 takes twice the time for 3 % fewer bytes. */
const WEBP = { quality: 78, effort: 2 } as const;
/** Effort 4 takes 28 s for what effort 0 makes in 0.5 s. */
const AVIF = { quality: 50, effort: 0 } as const;
const JPEG = { quality: 85 } as const;
/** Not the usual level, at which a PNG that was made by the same library would be stored byte by byte. */
const PNG = { compressionLevel: 7 } as const;
const ANIMATED_WEBP = { quality: 75, effort: 0 } as const;

/** A file that was written, as its process reports it. */
export interface WrittenFile {
  readonly name: string;
  readonly format: OutputFormat;
  readonly fileName: string;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
}

type Encoding = 'JPEG' | 'PNG' | 'WEBP' | 'AVIF';

const ENCODERS: Readonly<Record<Encoding, (pipeline: Sharp) => Sharp>> = {
  JPEG: (pipeline) => pipeline.jpeg(JPEG),
  PNG: (pipeline) => pipeline.png(PNG),
  WEBP: (pipeline) => pipeline.webp(WEBP),
  AVIF: (pipeline) => pipeline.avif(AVIF),
};

/** Types that keep their format; every other image is stored as WebP, which takes a quarter of the memory of AVIF. */
const PRESERVED: Readonly<Record<string, Encoding>> = { 'image/jpeg': 'JPEG', 'image/png': 'PNG' };

/** Encodes the original again, so that nothing of it is stored but its pixels. */
export async function encodeOriginal(source: ImageSource, contentType: string, outDir: string): Promise<WrittenFile> {
  const encoding = source.isAnimated ? 'WEBP' : (PRESERVED[contentType] ?? 'WEBP');
  const pipeline = openImage(source, { animated: source.isAnimated });
  const encoded = source.isAnimated ? pipeline.webp(ANIMATED_WEBP) : ENCODERS[encoding](pipeline);
  return write(encoded, { name: 'original', format: 'ORIGINAL', encoding, outDir });
}

/** Encodes the sizes that a picture has, one after the other, from pixels that were decoded once. */
export async function encodeVariants(
  source: ImageSource,
  pixels: Pixels,
  outDir: string,
): Promise<readonly WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const [name, side] of sizesOf(source)) {
    if (source.isAnimated) {
      const pipeline = scaleTo(openImage(source, { animated: true }), side).webp(ANIMATED_WEBP);
      written.push(await write(pipeline, { name, format: 'WEBP', encoding: 'WEBP', outDir }));
      continue;
    }
    const encodings: readonly Encoding[] = side <= MAX_IMMEDIATE_AVIF_SIDE ? ['WEBP', 'AVIF'] : ['WEBP'];
    for (const encoding of encodings) {
      const pipeline = ENCODERS[encoding](scaleTo(sharp(pixels.data, { raw: pixels.raw }), side));
      written.push(await write(pipeline, { name, format: encoding, encoding, outDir }));
    }
  }
  return written;
}

/** Encodes one more form of a picture. */
export const encodeOne = (pixels: Pixels, encoding: Encoding, outDir: string): Promise<WrittenFile> =>
  write(ENCODERS[encoding](sharp(pixels.data, { raw: pixels.raw })), {
    name: 'variant',
    format: encoding,
    encoding,
    outDir,
  });

function sizesOf({ width, height, isAnimated }: ImageSource): readonly (readonly [VariantName, number])[] {
  const side = Math.max(width, height);
  // as: the keys of an object literal.
  const all = Object.entries(VARIANT_SIDES) as [VariantName, number][];
  const first = all.findIndex(([, length]) => length >= side);
  const sizes = first === -1 ? all : all.slice(0, first + 1);
  return isAnimated ? sizes.filter(([, length]) => length <= MAX_ANIMATED_SIDE) : sizes;
}

const scaleTo = (pipeline: Sharp, side: number): Sharp =>
  pipeline.resize(side, side, { fit: 'inside', withoutEnlargement: true });

async function write(
  pipeline: Sharp,
  { name, format, encoding, outDir }: { name: string; format: OutputFormat; encoding: Encoding; outDir: string },
): Promise<WrittenFile> {
  const fileName = `${name}.${encoding.toLowerCase()}`;
  const { width, height, pageHeight } = await pipeline.toFile(join(outDir, fileName));
  return {
    name,
    format,
    fileName,
    contentType: `image/${encoding.toLowerCase()}`,
    width,
    height: pageHeight ?? height,
  };
}
