import { expect, test } from '@jest/globals';
import { BEN, createWorld, projectWith, refusalIn } from '../../fixtures/operation-world.ts';
import { deleteProject } from './delete-project.ts';

const DRAFT = { projects: [projectWith({ status: 'DRAFT', openedAt: null })] };

test('a draft is deleted', async () => {
  const world = createWorld(DRAFT);
  expect(await deleteProject(world.context, { projectId: 'prj_1' })).toEqual({ ok: true, value: 'prj_1' });
  expect(world.store.deleteProject).toHaveBeenCalledWith('prj_1');
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['what was opened', {}, 'InvalidState projectId'],
  ['what is of others', { ...DRAFT, caller: BEN }, 'NotPermitted projectId'],
  ['what is not there', { projects: [] }, 'NotFound projectId'],
])('%s is not deleted', async (_, options, refusal) => {
  const world = createWorld(options);
  expect(refusalIn(await deleteProject(world.context, { projectId: 'prj_1' }))).toBe(refusal);
  expect(world.store.deleteProject).not.toHaveBeenCalled();
});
