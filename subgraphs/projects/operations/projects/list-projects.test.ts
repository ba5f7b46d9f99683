import { expect, jest, test } from '@jest/globals';
import { createWorld, projectWith } from '../../fixtures/operation-world.ts';
import { listInvitedProjects, listProjects, listSavedProjects, searchProjects } from './list-projects.ts';

test('without a filter the open projects are listed', async () => {
  const publicProjects = jest.fn(async (..._: unknown[]) => [{ ...projectWith(), rank: 1 }]);
  const { context } = createWorld({ store: { publicProjects } });
  expect((await listProjects(context, null, 'NEWEST', {})).edges).toHaveLength(1);
  expect(publicProjects.mock.calls[0]?.[1]).toMatchObject({ statuses: ['OPEN'], skillKeys: [], currency: null });
});

test.each<[string, object, 'NEWEST' | 'BUDGET_LOWEST']>([
  ['budgets across currencies', {}, 'BUDGET_LOWEST'],
  ['amounts without a currency', { budgetMin: 1n }, 'NEWEST'],
  ['a rating of 6', { clientRatingMin: 6 }, 'NEWEST'],
])('%s are refused', async (_, filter, sort) => {
  await expect(listProjects(createWorld().context, filter, sort, {})).rejects.toThrow();
});

test('a search goes on with beginnings where whole words end', async () => {
  const projectsWithWords = jest.fn(async (..._: unknown[]) => [projectWith()]);
  const projectsWithBeginnings = jest.fn(async (..._: unknown[]) => [projectWith({ id: 'prj_2' })]);
  const { context } = createWorld({ store: { projectsWithWords, projectsWithBeginnings } });
  const found = await searchProjects(context, 'sho', null, { first: 5 });
  expect(found.edges.map(({ node }) => node.id)).toEqual(['prj_1', 'prj_2']);
  expect(projectsWithBeginnings.mock.calls[0]?.[0]).toMatchObject({ limit: 5, from: null });
  await expect(searchProjects(context, ' ', null, {})).rejects.toThrow('A query holds');
});

test('lists of the viewer are for who is signed in', async () => {
  const { context } = createWorld({ caller: { viewerId: null } });
  expect(() => listSavedProjects(context, {})).toThrow();
  expect(() => listInvitedProjects(context, {})).toThrow();
});
