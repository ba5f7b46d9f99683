import { expect, test } from '@jest/globals';
import { accountWith, createWorld, FINANCE } from '../../fixtures/operation-world.ts';
import { followAccount } from './follow-account.ts';

test('the owner follows the log of their account', async () => {
  const { context } = createWorld({ account: accountWith() });
  expect(await followAccount(context, 'wal_ada', null)).toBe('the log of wal_ada');
});

test('others do not, nor does finance', async () => {
  const { context } = createWorld({ account: accountWith(), caller: FINANCE });
  await expect(followAccount(context, 'wal_ada', null)).rejects.toThrow('There is no such account of yours.');
});
