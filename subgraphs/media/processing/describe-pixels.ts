import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { Pixels } from './decode-image.ts';
import type { FileFacts } from './processed-file.ts';

/** As large as what a ThumbHash is made of may be. */
const THUMB_SIDE = 100;
/** A difference hash compares each of 8 pixels of 8 rows with the next. */
const HASH_COLUMNS = 9;
const HASH_ROWS = 8;
/** Of 255: pictures with less between their darkest and brightest part would all have the same hash. */
const MIN_CONTRAST = 16;
const BACKGROUND = '#ffffff';
/** Colors count as equal when these bits of each channel are. */
const COLOR_MASK = 0xf0f0f0;
const RGBA = 4;

/** What stands for a picture before it is loaded, and what finds it again. */
export async function describePixels({
  data,
  raw,
}: Pixels): Promise<Pick<FileFacts, 'placeholder' | 'dominantColor' | 'perceptualHash'>> {
  const picture = () => sharp(data, { raw });
  const [thumb, gray] = await Promise.all([
    picture()
      .resize(THUMB_SIDE, THUMB_SIDE, { fit: 'inside', withoutEnlargement: true })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
    picture()
      .flatten({ background: BACKGROUND })
      .resize(HASH_COLUMNS, HASH_ROWS, { fit: 'fill' })
      .grayscale()
      .raw()
      .toBuffer(),
  ]);
  const hash = rgbaToThumbHash(thumb.info.width, thumb.info.height, thumb.data);
  return {
    placeholder: Buffer.from(hash).toString('base64'),
    dominantColor: dominantColor(thumb.data),
    perceptualHash: differenceHash(gray),
  };
}

/** The mean of the most frequent group of similar colors, each pixel by its opacity; null when all are transparent. */
function dominantColor(pixels: Uint8Array): string | null {
  const groups = new Map<number, { weight: number; red: number; green: number; blue: number }>();
  for (let at = 0; at < pixels.length; at += RGBA) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + RGBA);
    const key = ((red << 16) | (green << 8) | blue) & COLOR_MASK;
    const group = groups.get(key) ?? { weight: 0, red: 0, green: 0, blue: 0 };
    group.weight += alpha;
    group.red += alpha * red;
    group.green += alpha * green;
    group.blue += alpha * blue;
    groups.set(key, group);
  }
  const [largest] = [...groups.values()].sort((a, b) => b.weight - a.weight);
  if (largest === undefined || largest.weight === 0) return null;
  const hex = (sum: number): string =>
    Math.round(sum / largest.weight)
      .toString(16)
      .padStart(2, '0');
  return `#${hex(largest.red)}${hex(largest.green)}${hex(largest.blue)}`;
}

function differenceHash(gray: Uint8Array): string | null {
  if (Math.max(...gray) - Math.min(...gray) < MIN_CONTRAST) return null;
  let bits = 0n;
  for (let row = 0; row < HASH_ROWS; row += 1) {
    for (let column = 0; column < HASH_COLUMNS - 1; column += 1) {
      const at = row * HASH_COLUMNS + column;
      bits = (bits << 1n) | ((gray[at] ?? 0) < (gray[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}
