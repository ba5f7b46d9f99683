import { expect, test } from '@jest/globals';
import { newId } from '../../../../runtime/operations/ids.ts';
import { BEN, createWorld, NOW, projectWith, refusalIn } from '../../fixtures/operation-world.ts';
import { inviteToProject } from './invite-to-project.ts';

const [CLEO, DAN] = [newId('usr', NOW), newId('usr', NOW)];
const invite = (world: { context: never }, userIds: readonly string[]) =>
  inviteToProject(world.context, { projectId: 'prj_1', userIds });

test('only who was not invited before is notified', async () => {
  const world = createWorld({ store: { addInvitations: async () => [DAN] } });
  expect(refusalIn(await invite(world, [CLEO, DAN]))).toBe('ok');
  expect(world.published()).toMatchObject([['projects.invited', { userIds: [DAN], clientId: 'usr_ada' }]]);
});

test.each<[string, Parameters<typeof createWorld>[0], readonly string[], string]>([
  ['nobody', {}, [], 'InvalidInput userIds'],
  ['the viewer', {}, ['usr_ada'], 'InvalidInput userIds'],
  ['what is no id', {}, ['usr_1'], 'NotFound userIds'],
  ['who is hidden', { store: { hiddenAmong: async () => new Set([CLEO]) } }, [CLEO], 'NotFound userIds'],
  ['to the project of others', { caller: BEN }, [CLEO], 'NotPermitted projectId'],
  ['to what is not open', { projects: [projectWith({ status: 'PAUSED' })] }, [CLEO], 'ProjectNotOpen projectId'],
  ['too often', { retryAfter: 1 }, [CLEO], 'TooManyAttempts'],
])('inviting %s is refused', async (_, options, userIds, refusal) => {
  const world = createWorld(options);
  expect(refusalIn(await invite(world, userIds))).toBe(refusal);
  expect(world.published()).toEqual([]);
});
