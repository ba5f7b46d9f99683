import { expect, jest, test } from '@jest/globals';
import { patiently } from './patiently.ts';

const away = () => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

test('a database that is away for a moment is waited for', async () => {
  const read = jest.fn(async () => 7).mockRejectedValueOnce(away());
  expect(await patiently(read, () => true)).toBe(7);
  expect(read).toHaveBeenCalledTimes(2);
});

test('nothing is waited for once the stream is over, and no other failure is', async () => {
  const read = jest.fn(async () => 7).mockRejectedValueOnce(away());
  await expect(patiently(read, () => false)).rejects.toThrow('away');
  await expect(
    patiently(
      () => Promise.reject(new Error('broken')),
      () => true,
    ),
  ).rejects.toThrow('broken');
});
