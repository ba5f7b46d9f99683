import { expect, jest, test } from '@jest/globals';
import { retryTransient } from './retry-transient.ts';

const away = () => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

test('a database that is away for a moment is waited for, and the failure is reported once', async () => {
  const read = jest.fn(async () => 7).mockRejectedValueOnce(away());
  const onFirstFailure = jest.fn();
  expect(await retryTransient(read, { isOpen: () => true, onFirstFailure })).toBe(7);
  expect(read).toHaveBeenCalledTimes(2);
  expect(onFirstFailure.mock.calls).toEqual([[expect.objectContaining({ code: 'ECONNREFUSED' })]]);
});

test('nothing is waited for once the stream is over, and no other failure is', async () => {
  const read = jest.fn(async () => 7).mockRejectedValueOnce(away());
  await expect(retryTransient(read, { isOpen: () => false })).rejects.toThrow('away');
  await expect(retryTransient(() => Promise.reject(new Error('broken')), { isOpen: () => true })).rejects.toThrow(
    'broken',
  );
});

test('the caller may say which failures are retried', async () => {
  const read = jest.fn(async () => 7).mockRejectedValueOnce(new Error('odd'));
  expect(await retryTransient(read, { isOpen: () => true, isRetryable: () => true })).toBe(7);
});
