import { expect, test } from '@jest/globals';
import { createHireWorld, FINANCE } from '../../fixtures/hire-world.ts';
import { listDisputes } from './list-disputes.ts';

test('finance lists disputes, a bounded page at a time, and nobody else does', async () => {
  const requests: unknown[] = [];
  const listDisputesOf = async (...values: unknown[]) => {
    requests.push(values);
    return [];
  };
  const store = { listDisputes: listDisputesOf };
  await listDisputes(createHireWorld({ caller: FINANCE, store }).context, { state: 'OPEN', first: 2 });
  expect(requests).toEqual([['OPEN', expect.objectContaining({ limit: 3 })]]);
  await expect(listDisputes(createHireWorld({ store }).context, {})).rejects.toThrow('finance');
});
