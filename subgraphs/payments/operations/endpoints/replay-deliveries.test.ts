import { expect, test } from '@jest/globals';
import { createMethodsWorld, ENDPOINT, NOW } from '../../fixtures/methods-world.ts';
import { replayDeliveries } from './replay-deliveries.ts';

const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

test('deliveries are replayed, at most 30 days back', async () => {
  const { context, endpoints } = createMethodsWorld();
  expect(await replayDeliveries(context, { endpointId: ENDPOINT.id, from: daysAgo(90) })).toEqual({
    ok: true,
    value: 3,
  });
  expect(endpoints.replay).toHaveBeenCalledWith('usr_ada', ENDPOINT.id, daysAgo(30), NOW);
  expect(context.signals.notify).toHaveBeenCalledTimes(1);
});

test('those of others are not', async () => {
  const { context, endpoints } = createMethodsWorld();
  expect(await replayDeliveries(context, { endpointId: 'whe_2', from: NOW })).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'NotFound' } },
  });
  expect(endpoints.replay).not.toHaveBeenCalled();
});
