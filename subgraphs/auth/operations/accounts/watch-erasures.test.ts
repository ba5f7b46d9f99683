import { expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { watchErasures } from './watch-erasures.ts';

test('deletions are settled, then domains that have not confirmed within an hour are reported', async () => {
  const overdue = [{ domain: 'chat', people: 1, since: fromNow(-3_600_000) }];
  const repository = {
    settleDeletions: jest.fn(async (..._: unknown[]) => undefined),
    overdueErasures: jest.fn(async (..._: unknown[]) => overdue),
  };
  const report = jest.fn();
  await watchErasures({ repository, domains: ['chat', 'profile'], now: () => NOW, report });
  expect(repository.settleDeletions).toHaveBeenCalledWith(['chat', 'profile'], NOW);
  expect(repository.overdueErasures).toHaveBeenCalledWith(['chat', 'profile'], fromNow(-3_600_000));
  expect(report.mock.calls).toEqual([[overdue]]);
  const order = [repository.settleDeletions, repository.overdueErasures].map(({ mock }) => mock.invocationCallOrder[0]);
  expect(order).toEqual(order.toSorted((one, other) => Number(one) - Number(other)));
});
