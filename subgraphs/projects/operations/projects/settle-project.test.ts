import { expect, test } from '@jest/globals';
import { createWorld, NOW, projectWith } from '../../fixtures/operation-world.ts';
import type { Project } from '../../repository/index.ts';
import { settleProject } from './settle-project.ts';

test.each<[Partial<Project>, 'COMPLETED' | 'CANCELLED', string | null]>([
  [{ status: 'IN_PROGRESS' }, 'COMPLETED', 'COMPLETED'],
  [{ status: 'IN_PROGRESS' }, 'CANCELLED', 'PAUSED'],
  [{ status: 'IN_PROGRESS', clientId: null }, 'CANCELLED', 'CANCELLED'],
  [{ status: 'CANCELLED' }, 'COMPLETED', null],
])('%j after a contract that is %s becomes %s', async (more, outcome, expected) => {
  const { store } = createWorld({ projects: [projectWith(more)] });
  // as: the world has what the operation needs of the store.
  await settleProject(store as never, 'prj_1', outcome, NOW);
  expect(store.setProjectStatus.mock.calls.map(([, status]) => status)).toEqual(expected === null ? [] : [expected]);
});
