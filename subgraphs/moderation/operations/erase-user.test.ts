import { expect, jest, test } from '@jest/globals';
import { eraseUser } from './erase-user.ts';

test.each([true, false])('a step erases words in events and some cases; complete: %s', async (isComplete) => {
  const store = {
    eraseReasonsInEvents: jest.fn(async (..._: unknown[]) => undefined),
    eraseCases: async () => isComplete,
  };
  expect(await eraseUser(store, 'usr_eve')).toEqual({ isComplete });
  expect(store.eraseReasonsInEvents).toHaveBeenCalledWith('usr_eve');
});
