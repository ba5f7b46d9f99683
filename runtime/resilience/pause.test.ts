import { getEventListeners } from 'node:events';
import { expect, test } from '@jest/globals';
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
