import { expect, jest, test } from '@jest/globals';
import { createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { saveProject, unsaveProject } from './save-project.ts';

test('a project that the viewer may see is saved, and taken from the list', async () => {
  const world = createWorld();
  expect(await saveProject(world.context, { projectId: 'prj_1' })).toEqual({ ok: true, value: 'prj_1' });
  await unsaveProject(world.context, { projectId: 'prj_1' });
  expect(world.store.unsaveProject).toHaveBeenCalledWith('usr_ada', 'prj_1');
});

test('what the viewer cannot see, and one too many, are refused', async () => {
  const save = (world: Parameters<typeof createWorld>[0]) =>
    saveProject(createWorld(world).context, { projectId: 'prj_1' });
  expect(refusalIn(await save({ projects: [] }))).toBe('NotFound projectId');
  const full = { saveProject: jest.fn(async () => false) };
  expect(refusalIn(await save({ store: full }))).toBe('TooManySavedProjects');
});
