import { expect, jest, test } from '@jest/globals';
import { createWorld, NOW } from '../../fixtures/operation-world.ts';
import { eraseUser } from './erase-user.ts';

const erase = (store: object) => {
  const world = createWorld({ store: { clearContractTexts: async () => true, ...store } });
  // as: the world has what the operation needs of the store.
  return { world, step: eraseUser({ now: () => NOW }, world.store as never, 'usr_ben') };
};

test('nothing loses its names before the words of contracts are cleared', async () => {
  const projectsToErase = jest.fn(async () => []);
  const { step } = erase({ clearContractTexts: async () => false, projectsToErase });
  expect(await step).toEqual({ isComplete: false });
  expect(projectsToErase).not.toHaveBeenCalled();
});

test('a project goes with its files, but for one that has a contract', async () => {
  const projectsToErase = async () => [
    { id: 'prj_1', hasContract: false },
    { id: 'prj_2', hasContract: true },
  ];
  const { world, step } = erase({ projectsToErase, subjectsWithFiles: async (id: string) => [id] });
  expect(await step).toEqual({ isComplete: false });
  expect(world.store.deleteProject.mock.calls).toEqual([['prj_1']]);
  expect(world.store.anonymizeProject.mock.calls).toEqual([['prj_2', NOW]]);
});

test('then proposals, until none is left', async () => {
  const one = { id: 'prp_1', projectId: 'prj_1', hasContract: false };
  const { world, step } = erase({ projectsToErase: async () => [], proposalsToErase: async () => [one] });
  expect(await step).toEqual({ isComplete: false });
  expect(world.store.deleteProposal.mock.calls).toEqual([['prp_1']]);
  const none = erase({ projectsToErase: async () => [], proposalsToErase: async () => [] });
  expect(await none.step).toEqual({ isComplete: true });
});
