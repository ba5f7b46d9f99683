import { expect, test } from '@jest/globals';
import { TimeLimitError, withTimeLimit } from './time-limit.ts';

test('what comes in time is passed on, success and failure', async () => {
  await expect(withTimeLimit(60_000, Promise.resolve(1))).resolves.toBe(1);
  await expect(withTimeLimit(60_000, Promise.reject(new Error('own')))).rejects.toThrow('own');
});

test('what does not come is an error, and its later failure is nobody’s', async () => {
  const late = Promise.withResolvers<void>();
  await expect(withTimeLimit(1, late.promise)).rejects.toThrow(TimeLimitError);
  late.reject(new Error('too late'));
});
