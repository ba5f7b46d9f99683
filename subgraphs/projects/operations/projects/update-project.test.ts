import { expect, test } from '@jest/globals';
import { BEN, createWorld, projectWith, refusalIn } from '../../fixtures/operation-world.ts';
import { updateProject } from './update-project.ts';

test('what is absent stays, and null takes a deadline away', async () => {
  const world = createWorld({ projects: [projectWith({ deadline: '2031-05-01' })] });
  expect(await updateProject(world.context, { projectId: 'prj_1', title: 'Another', deadline: null })).toEqual({
    ok: true,
    value: 'prj_1',
  });
  expect(world.store.updateProject.mock.calls[0]?.[1]).toMatchObject({
    ...{
      title: 'Another',
      description: 'Build a shop.',
      deadline: null,
      budgetMin: 100n,
      skills: ['Go'],
      skillKeys: ['go'],
    },
  });
  expect(world.signalled).toContain('projects.projects');
});

test('an open project that is for everybody from now on is looked for by alerts', async () => {
  const world = createWorld({ projects: [projectWith({ visibility: 'INVITED' })] });
  await updateProject(world.context, { projectId: 'prj_1', visibility: 'PUBLIC' });
  expect(world.enqueued()).toEqual(['match-project-alerts']);
});

const DOLLARS = { kind: 'FIXED', currency: 'USD' };
test.each<[string, Parameters<typeof createWorld>[0], object, string]>([
  ['by others', { caller: BEN }, {}, 'NotPermitted projectId'],
  ['what nobody sees', { projects: [] }, {}, 'NotFound projectId'],
  ['what is closed', { projects: [projectWith({ status: 'COMPLETED' })] }, {}, 'InvalidState projectId'],
  ['to another currency once it is open', {}, { budget: DOLLARS }, 'InvalidInput budget'],
  ['to another currency as a draft', { projects: [projectWith({ status: 'DRAFT' })] }, { budget: DOLLARS }, 'ok'],
])('a change %s', async (_, world, more, refusal) => {
  expect(refusalIn(await updateProject(createWorld(world).context, { projectId: 'prj_1', ...more }))).toBe(refusal);
});
