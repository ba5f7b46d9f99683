import { expect, jest, test } from '@jest/globals';
import { NOW } from '../fixtures/operation-world.ts';
import { eraseUser } from './erase-user.ts';

const needs = { now: () => NOW, signals: { notify: async () => undefined } };

test('bytes of erased files are deleted after the commit, step by step until nothing is left', async () => {
  const steps = [{ files: [], keys: ['a', 'b'] }, { files: [], keys: [] }, null];
  const enqueueWork = jest.fn(async (..._: unknown[]) => undefined);
  const store = { eraseFiles: async () => steps.shift() ?? null, enqueueWork };
  const isComplete = async () => (await eraseUser(needs, store, 'usr_ada')).isComplete;
  expect([await isComplete(), await isComplete(), await isComplete()]).toEqual([false, false, true]);
  expect(enqueueWork.mock.calls).toEqual([[{ kind: 'delete-bytes' }, [{ payload: { keys: ['a', 'b'] } }], NOW]]);
});
