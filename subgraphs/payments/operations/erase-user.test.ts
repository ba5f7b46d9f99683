import { expect, jest, test } from '@jest/globals';
import { createMethodsWorld, NOW } from '../fixtures/methods-world.ts';
import { eraseUser } from './erase-user.ts';

test('texts are cleared first, and then the provider deletes the person', async () => {
  const { store, work } = createMethodsWorld();
  const clearTexts = jest.fn(async () => true).mockResolvedValueOnce(false);
  const erase = () => eraseUser({ now: () => NOW })({ ...store, clearTexts }, 'usr_ada');
  expect(await erase()).toEqual({ isComplete: false });
  expect(work).toEqual([]);
  expect(await erase()).toEqual({ isComplete: true });
  expect(work).toEqual([{ kind: 'delete-customer', payload: { provider: 'sandbox', customerRef: 'sbc_1' } }]);
});
