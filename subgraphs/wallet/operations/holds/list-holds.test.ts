import { expect, test } from '@jest/globals';
import { accountWith, createWorld, holdWith } from '../../fixtures/operation-world.ts';
import { listHolds } from './list-holds.ts';

const holdPage = async () => [holdWith()];

test('holds on an account that the viewer may see', async () => {
  const { context } = createWorld({ account: accountWith(), store: { holdPage } });
  expect((await listHolds(context, { accountId: 'wal_ada' })).edges).toHaveLength(1);
});

test('none on others', async () => {
  const { context } = createWorld({ store: { holdPage } });
  expect((await listHolds(context, { accountId: 'wal_ben' })).edges).toEqual([]);
});
