import { decodePixels, inspectImage } from './decode-image.ts';
import { describePixels } from './describe-pixels.ts';
import { encodeOriginal, encodeVariants, VARIANT_SIDES, type WrittenFile } from './image-variants.ts';
import type { FileFacts } from './processed-file.ts';
import type { RejectedFile } from './rejected-file.ts';

/** The files that a conversion process has written for an image, the original first. */
export interface ConvertedImage extends Pick<FileFacts, 'placeholder' | 'dominantColor' | 'perceptualHash'> {
  readonly original: WrittenFile;
  readonly variants: readonly WrittenFile[];
}

/** Checks and decodes an image, and encodes what is served of it. Calls `onDecoded` when the input has been decoded once. */
export async function convertImage(
  {
    inputPath,
    contentType,
    maxPixels,
    outDir,
  }: { inputPath: string; contentType: string; maxPixels: number; outDir: string },
  onDecoded: () => void,
): Promise<ConvertedImage | RejectedFile> {
  const source = await inspectImage(inputPath, maxPixels);
  if ('rejected' in source) return source;
  try {
    const pixels = await decodePixels(source, VARIANT_SIDES.large);
    onDecoded();
    const original = await encodeOriginal(source, contentType, outDir);
    const variants = await encodeVariants(source, pixels, outDir);
    return { ...(await describePixels(pixels)), original, variants };
  } catch (error) {
    if (isMemoryError(error)) return { rejected: 'MEMORY_LIMIT' };
    return { rejected: 'DAMAGED' };
  }
}

const isMemoryError = (error: unknown): boolean =>
  error instanceof Error &&
  /out of memory|unable to allocate|cannot allocate|memory allocation|security limit/i.test(error.message);
