import { createHmac } from 'node:crypto';
import { rgbaToThumbHash, thumbHashToAverageRGBA } from 'thumbhash';
import { deriveKey } from '../../../runtime/derive-key.ts';

/** Pixels of a side: as many as there are colours. */
const SIZE = 2;
/** How far each colour is moved, of 255. */
const NOISE = 72;
/** Of the shortest ThumbHash. */
const MIN_HASH_BYTES = 5;

/** Makes of the ThumbHash of a photo what is shown with a like, of that id; both in base64. Null where there is no photo. */
export type PhotoBlur = (thumbHash: string | null, likeId: string) => string | null;

/**
 * What is shown of a photo: the ThumbHash of a picture that has about its colour. Nothing of its shapes is left, and the
 * secret and the like move the colours, so that nobody finds the photo among others by comparing them.
 */
export function createPhotoBlur(secret: string): PhotoBlur {
  const key = deriveKey('discovery.blurred-photo', secret);
  return (thumbHash, likeId) => {
    const bytes = Buffer.from(thumbHash ?? '', 'base64');
    if (bytes.length < MIN_HASH_BYTES) return null;
    const { r, g, b } = thumbHashToAverageRGBA(bytes);
    const noise = createHmac('sha256', key).update(likeId).digest();
    const pixels = Array.from({ length: SIZE * SIZE }, (_, nth) =>
      [r, g, b].map((colour, at) => near(colour * 255, noise.readUInt8(nth * 3 + at))),
    );
    const hash = rgbaToThumbHash(
      SIZE,
      SIZE,
      pixels.flatMap((pixel) => [...pixel, 255]),
    );
    return Buffer.from(hash).toString('base64');
  };
}

const near = (colour: number, random: number): number =>
  Math.min(255, Math.max(0, Math.round(colour + (random / 127.5 - 1) * NOISE)));
