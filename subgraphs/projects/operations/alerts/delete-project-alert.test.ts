import { expect, jest, test } from '@jest/globals';
import { createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { deleteProjectAlert } from './delete-project-alert.ts';

test('only a saved search of the viewer is deleted', async () => {
  const world = createWorld();
  expect(await deleteProjectAlert(world.context, { alertId: 'pal_1' })).toEqual({ ok: true, value: 'pal_1' });
  expect(world.store.deleteAlert).toHaveBeenCalledWith('usr_ada', 'pal_1');
  const others = createWorld({ store: { deleteAlert: jest.fn(async () => false) } });
  expect(refusalIn(await deleteProjectAlert(others.context, { alertId: 'pal_1' }))).toBe('NotFound alertId');
});
