import { expect, jest, test } from '@jest/globals';
import { createCallContext } from '../../fixtures/call-world.ts';
import { listMoneyRequests } from './list-money-requests.ts';

test('only those of the viewer are read, a bounded page at a time', async () => {
  const requestsOf = jest.fn(async (..._: unknown[]) => []);
  const { context } = createCallContext({ requestsOf });
  await listMoneyRequests(context, { direction: 'SENT', first: 2 });
  const filter = { direction: 'SENT', state: null };
  expect(requestsOf).toHaveBeenCalledWith('usr_ada', filter, expect.objectContaining({ limit: 3 }));
  await expect(listMoneyRequests(context, { first: 101 })).rejects.toThrow('0 to 100');
});
