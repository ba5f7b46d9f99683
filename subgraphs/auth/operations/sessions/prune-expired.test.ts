import { expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { pruneExpired } from './prune-expired.ts';

test('what has expired is deleted, and security events after 180 days', async () => {
  const deleteExpired = jest.fn(async (_: object) => undefined);
  await pruneExpired({ repository: { deleteExpired }, now: () => NOW });
  expect(deleteExpired.mock.calls).toEqual([[{ now: NOW, eventsBefore: fromNow(-180 * 86_400_000) }]]);
});
