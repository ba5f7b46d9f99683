import { expect, test } from '@jest/globals';
import { BEN, createWorld, projectWith, refusalIn } from '../../fixtures/operation-world.ts';
import type { ProjectStatus } from '../../repository/index.ts';
import { changeProjectStatus } from './change-project-status.ts';

const change = (world: { context: never }, status: ProjectStatus) =>
  changeProjectStatus(world.context, { projectId: 'prj_1', status });

test('the first opening is published, and alerts look for the project', async () => {
  const world = createWorld({ projects: [projectWith({ status: 'DRAFT', openedAt: null })] });
  expect(refusalIn(await change(world, 'OPEN'))).toBe('ok');
  expect(world.published()).toMatchObject([['projects.project-opened', { projectId: 'prj_1', clientId: 'usr_ada' }]]);
  expect(world.enqueued()).toEqual(['match-project-alerts']);
});

test('a project for invited people is not looked for, and one that is opened again is not new', async () => {
  const invited = createWorld({ projects: [projectWith({ status: 'DRAFT', openedAt: null, visibility: 'INVITED' })] });
  await change(invited, 'OPEN');
  expect(invited.enqueued()).toEqual([]);
  const again = createWorld({ projects: [projectWith({ status: 'PAUSED' })] });
  await change(again, 'OPEN');
  expect([again.published(), again.enqueued()]).toEqual([[], []]);
});

test('the end is published', async () => {
  const world = createWorld();
  await change(world, 'CANCELLED');
  expect(world.published()).toMatchObject([['projects.project-closed', { status: 'CANCELLED' }]]);
});

test.each<[ProjectStatus, readonly ProjectStatus[]]>([
  ['DRAFT', ['OPEN']],
  ['OPEN', ['PAUSED', 'CANCELLED']],
  ['PAUSED', ['OPEN', 'CANCELLED']],
  ['IN_PROGRESS', ['COMPLETED', 'CANCELLED']],
  ['COMPLETED', []],
  ['CANCELLED', []],
])('from %s a client comes to %j only', async (from, allowed) => {
  for (const status of ['DRAFT', 'OPEN', 'PAUSED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const) {
    const world = createWorld({ projects: [projectWith({ status: from })] });
    expect(refusalIn(await change(world, status))).toBe(allowed.includes(status) ? 'ok' : 'InvalidState status');
  }
});

test('a contract that is not over, and other people, are in the way', async () => {
  const running = {
    projects: [projectWith({ status: 'IN_PROGRESS' })],
    store: { hasRunningContract: async () => true },
  };
  expect(refusalIn(await change(createWorld(running), 'COMPLETED'))).toBe('HasContracts projectId');
  expect(refusalIn(await change(createWorld({ caller: BEN }), 'PAUSED'))).toBe('NotPermitted projectId');
});
