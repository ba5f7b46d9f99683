import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../fixtures/operation-world.ts';
import { disableDiscovery } from './disable-discovery.ts';

test('who is in discovery leaves it, and it is published', async () => {
  const world = createOperationWorld();
  expect(await disableDiscovery(world.context)).toMatchObject({ ok: true });
  expect(world.names()).toEqual(['disable', 'listPeople', 'announce']);
});

test('who is not in discovery is refused', async () => {
  const world = createOperationWorld({ isEnabled: false });
  expect(await disableDiscovery(world.context)).toMatchObject({ refusal: { __typename: 'DiscoveryOff', path: [] } });
  expect(world.writes).toEqual([]);
});
