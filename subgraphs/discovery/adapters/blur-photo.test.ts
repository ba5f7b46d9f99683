import { expect, test } from '@jest/globals';
import { rgbaToThumbHash, thumbHashToAverageRGBA } from 'thumbhash';
import { createPhotoBlur } from './blur-photo.ts';

const blur = createPhotoBlur('a secret of the test');

/** A picture of stripes, mostly red. */
const PHOTO = Buffer.from(
  rgbaToThumbHash(
    20,
    20,
    Array.from({ length: 400 }, (_, nth) => (nth % 3 === 0 ? [240, 180, 40, 255] : [220, 20, 30, 255])).flat(),
  ),
).toString('base64');

const averageOf = (thumbHash: string | null) => thumbHashToAverageRGBA(Buffer.from(thumbHash ?? '', 'base64'));

test('a blurred photo keeps about the colour, and is the same for one like', () => {
  const blurred = blur(PHOTO, 'dlk_1');
  expect(blurred).toBe(blur(PHOTO, 'dlk_1'));
  const { r, b } = averageOf(blurred);
  expect(r).toBeGreaterThan(b + 0.2);
});

test('it differs from like to like, and is not the hash of the photo', () => {
  const blurred = [1, 2, 3, 4].map((nth) => blur(PHOTO, `dlk_${nth}`));
  expect(new Set([...blurred, PHOTO]).size).toBe(5);
  expect(createPhotoBlur('another secret')(PHOTO, 'dlk_1')).not.toBe(blurred[0]);
});

test('what is no hash has no blurred photo', () => {
  expect(blur(null, 'dlk_1')).toBeNull();
  expect(blur('AAA=', 'dlk_1')).toBeNull();
});
