import { expect, jest, test } from '@jest/globals';
import { conversionsAtOnce, warnWithoutFfmpeg } from './conversion-abilities.ts';

test.each([
  [1, 1],
  [2, 1],
  [4, 2],
])('%d processors convert %d files at once', (processors, expected) => {
  expect(conversionsAtOnce(processors)).toBe(expected);
});

test('a worker without ffmpeg says so, and one with it says nothing', async () => {
  const warn = jest.fn<(message: string) => void>();
  await warnWithoutFfmpeg({ warn }, async () => true);
  expect(warn).not.toHaveBeenCalled();
  await warnWithoutFfmpeg({ warn }, async () => false);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('ffmpeg is not installed'));
});
