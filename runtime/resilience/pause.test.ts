import { getEventListeners } from 'node:events';
import { expect, jest, test } from '@jest/globals';
import { pause } from './pause.ts';

test('ends after its time, and at once when it is aborted, without a failure', async () => {
  const ending = new AbortController();
  await expect(pause(1, ending.signal)).resolves.toBeUndefined();
  const long = pause(600_000, ending.signal);
  ending.abort();
  await expect(long).resolves.toBeUndefined();
  await expect(pause(600_000, ending.signal)).resolves.toBeUndefined();
  expect(getEventListeners(ending.signal, 'abort')).toHaveLength(0);
});

test('a time that is over already is no reason to wait, or to warn', async () => {
  const warned = jest.spyOn(process, 'emitWarning');
  await pause(-5, new AbortController().signal);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});
