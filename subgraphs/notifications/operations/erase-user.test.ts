import { expect, jest, test } from '@jest/globals';
import type { NotificationsStore } from '../repository/index.ts';
import { eraseUser } from './erase-user.ts';

test.each([true, false])('it is complete when no notification of others names the person: %s', async (isComplete) => {
  const store = {
    eraseOccurrences: jest.fn<NotificationsStore['eraseOccurrences']>(async () => undefined),
    eraseActor: jest.fn<NotificationsStore['eraseActor']>(async () => isComplete),
  };

  expect(await eraseUser(store, 'usr_ada')).toEqual({ isComplete });
  expect(store.eraseOccurrences).toHaveBeenCalledWith('usr_ada');
  expect(store.eraseActor).toHaveBeenCalledWith('usr_ada');
});
