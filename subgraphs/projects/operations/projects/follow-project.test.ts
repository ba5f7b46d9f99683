import { expect, test } from '@jest/globals';
import { BEN, createWorld } from '../../fixtures/operation-world.ts';
import { followProject } from './follow-project.ts';

const LOG = { store: { projectLog: { name: 'projects.projects' } } };

test('who sees a project follows it', async () => {
  expect(await followProject(createWorld({ ...LOG, caller: BEN }).context, 'prj_1', null)).toBe(
    'the log projects.projects of prj_1',
  );
});

test('who does not, does not', async () => {
  await expect(followProject(createWorld({ ...LOG, projects: [] }).context, 'prj_1', null)).rejects.toThrow(
    'There is no such project.',
  );
});
