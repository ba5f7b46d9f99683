import { expect, test } from '@jest/globals';
import { createWorld, NOW } from '../../fixtures/operation-world.ts';
import { matchProject } from './match-project.ts';

const world = (batch: object) =>
  createWorld({ store: { categoriesAbove: async () => [], matchAlerts: async () => batch } });
// as: the world has what the operation needs of the store.
const match = ({ store }: ReturnType<typeof createWorld>) =>
  matchProject(store as never, { projectId: 'prj_1', after: '' }, NOW);

test('those whose searches find the project are notified at once, and the rest is further work', async () => {
  const some = world({ last: 'pal_500', userIds: ['usr_ben', 'usr_cleo'] });
  await match(some);
  expect(some.published()).toMatchObject([['projects.alert-matched', { userIds: ['usr_ben', 'usr_cleo'] }]]);
  expect(some.store.enqueueWork.mock.calls[0]?.[1]).toEqual([{ payload: { projectId: 'prj_1', after: 'pal_500' } }]);
});

test('where none finds it, nothing happens', async () => {
  const none = world({ last: null, userIds: [] });
  await match(none);
  expect([none.published(), none.enqueued()]).toEqual([[], []]);
});
