import { expect, test } from '@jest/globals';
import { createMethodsWorld } from '../../fixtures/methods-world.ts';
import { readDeliveries } from './read-deliveries.ts';

test('20 deliveries are read by default, and at most 100', async () => {
  const { context, endpoints } = createMethodsWorld();
  await readDeliveries(context, { endpointId: 'whe_1', first: null });
  expect(endpoints.deliveries).toHaveBeenCalledWith('usr_ada', 'whe_1', 20);
  for (const first of [-1, 101])
    await expect(readDeliveries(context, { endpointId: 'whe_1', first })).rejects.toThrow('between 0 and 100');
});
