import { expect, jest, test } from '@jest/globals';
import { createCallContext } from '../../fixtures/call-world.ts';
import { listWithdrawals } from './list-withdrawals.ts';

test('only those of the viewer are read, a bounded page at a time', async () => {
  const withdrawalsOf = jest.fn(async (..._: unknown[]) => []);
  const { context } = createCallContext({ withdrawalsOf });
  expect((await listWithdrawals(context, { state: 'PAID', first: 2 })).edges).toEqual([]);
  expect(withdrawalsOf).toHaveBeenCalledWith('usr_ada', 'PAID', expect.objectContaining({ limit: 3 }));
  await expect(listWithdrawals(context, { first: 101 })).rejects.toThrow('0 to 100');
});

test('a visitor has none', () => {
  const { context } = createCallContext({}, { viewerId: null });
  expect(() => listWithdrawals(context, {})).toThrow('Sign in first.');
});
