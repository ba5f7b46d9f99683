import { expect, test } from '@jest/globals';
import { createWorld, NOW, proposalWith } from '../../fixtures/operation-world.ts';
import { obeyModeration } from './obey-moderation.ts';

async function obey(subjectId: string, decision: 'HIDE' | 'REMOVE' | 'RESTORE', more: object = {}) {
  const file = { subjectId, fileId: 'fil_1', ownerId: 'usr_ada', grantId: 'grant', isOpen: true };
  const world = createWorld({ store: { projectOf: async () => 'prj_1', filesOf: async () => [[file]] }, ...more });
  // as: the world has what the operation needs of the store.
  await (await obeyModeration(world.context, world.store as never, { subjectId, decision, at: NOW }))();
  return world;
}
const names = (world: ReturnType<typeof createWorld>) => world.published().map(([name]) => name);

test('hidden files are withheld, and shown again when restored', async () => {
  expect(names(await obey('prj_1', 'HIDE'))).toEqual(['projects.file-access-ended']);
  expect(names(await obey('prj_1', 'RESTORE'))).toEqual(['projects.file-access-restored']);
});

test('a removed project is cancelled, and whoever follows it is signalled', async () => {
  const world = await obey('prj_1', 'REMOVE');
  expect(world.store.setProjectStatus.mock.calls[0]?.[1]).toBe('CANCELLED');
  expect(world.signalled).toContain('projects.projects');
});

test('a removed proposal is deleted, but for an accepted one', async () => {
  expect((await obey('prp_1', 'REMOVE')).store.deleteProposal).toHaveBeenCalled();
  const accepted = { proposals: [proposalWith({ state: 'ACCEPTED' })] };
  expect((await obey('prp_1', 'REMOVE', accepted)).store.deleteProposal).not.toHaveBeenCalled();
});

test('a removed question is deleted', async () => {
  expect((await obey('pqn_1', 'REMOVE')).store.deleteQuestion).toHaveBeenCalledWith('pqn_1');
});
