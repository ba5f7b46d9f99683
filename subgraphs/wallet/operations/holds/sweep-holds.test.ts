import { expect, test } from '@jest/globals';
import { createWorld } from '../../fixtures/operation-world.ts';
import { sweepHolds } from './sweep-holds.ts';

test('holds are ended until none is due, and each log says so', async () => {
  const batches = [['wal_1', 'wal_2'], ['wal_3'], []];
  const { context, announced } = createWorld({ store: { expireHolds: async () => batches.shift() } });
  await sweepHolds(context, new AbortController().signal);
  expect(announced()).toEqual(['wal_1', 'wal_2', 'wal_3']);
  expect(batches).toEqual([]);
});
