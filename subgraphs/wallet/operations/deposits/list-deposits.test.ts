import { expect, jest, test } from '@jest/globals';
import { createCallContext } from '../../fixtures/call-world.ts';
import { listDeposits } from './list-deposits.ts';

test('only those of the viewer are read, a bounded page at a time', async () => {
  const depositsOf = jest.fn(async (..._: unknown[]) => []);
  const { context } = createCallContext({ depositsOf });
  expect((await listDeposits(context, { state: 'SUCCEEDED', first: 2 })).edges).toEqual([]);
  expect(depositsOf).toHaveBeenCalledWith('usr_ada', 'SUCCEEDED', expect.objectContaining({ limit: 3 }));
  await expect(listDeposits(context, { first: 101 })).rejects.toThrow('0 to 100');
});

test('a visitor has none', () => {
  const { context } = createCallContext({}, { viewerId: null });
  expect(() => listDeposits(context, {})).toThrow('Sign in first.');
});
