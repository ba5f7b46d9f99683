import { expect, jest, test } from '@jest/globals';
import { serviceCaller } from '../../../runtime/executor/caller.ts';
import type { MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import { attachFiles, findAttachableFiles } from './attach-files.ts';
import { detachFiles } from './detach-files.ts';

function worldOf() {
  const store = {
    attachableFiles: async (ownerId: string, ids: readonly string[]) =>
      ids.map((id) => (ownerId === 'usr_ada' && id !== 'fil_gone' ? fileOf({ id }) : null)),
    addUsages: jest.fn(async (..._: unknown[]) => undefined),
    restoreAccess: jest.fn(async (..._: unknown[]) => undefined),
    endAccess: jest.fn(async (..._: unknown[]) => undefined),
    removeUsages: async () => [
      { fileId: 'fil_1', grantId: 'cnv_1' },
      { fileId: 'fil_2', grantId: 'cnv_1' },
    ],
    withoutOthers: async () => [{ fileId: 'fil_2', grantId: 'cnv_1' }],
  };
  const context = {
    caller: serviceCaller('chat'),
    now: () => NOW,
    repository: { ...store, transaction: (work: (inside: typeof store) => unknown) => work(store) },
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { context: context as unknown as MediaContext, store };
}
const INPUT = { ownerId: 'usr_ada', fileIds: ['fil_1', 'fil_2'], subjectId: 'msg_1', grantId: 'cnv_1' };

test('files are recorded as shown by the domain that calls, and access that had ended is given again', async () => {
  const { context, store } = worldOf();
  expect(await attachFiles(context, INPUT)).toMatchObject({ ok: true, value: [{ id: 'fil_1' }, { id: 'fil_2' }] });
  const usage = { domain: 'chat', subjectId: 'msg_1', grantId: 'cnv_1', fileIds: ['fil_1', 'fil_2'] };
  expect(store.addUsages).toHaveBeenCalledWith(usage, NOW);
  expect(store.restoreAccess).toHaveBeenCalledWith([
    { grantId: 'cnv_1', viewerId: '', fileId: 'fil_1' },
    { grantId: 'cnv_1', viewerId: '', fileId: 'fil_2' },
  ]);
});

test.each([
  ['that is gone', { fileIds: ['fil_1', 'fil_gone'] }, 'MediaUnavailable'],
  ['of another person', { ownerId: 'usr_eve' }, 'MediaUnavailable'],
  ['by a grant of another form', { grantId: 'a b' }, 'InvalidInput'],
])('a file %s is refused, and none is recorded', async (_, input, __typename) => {
  const { context, store } = worldOf();
  expect(await attachFiles(context, { ...INPUT, ...input })).toMatchObject({ refusal: { __typename } });
  expect(store.addUsages).not.toHaveBeenCalled();
});

test('only what can be attached is found', async () => {
  const { context } = worldOf();
  expect(await findAttachableFiles(context, 'usr_ada', ['fil_gone', 'fil_1'])).toMatchObject([{ id: 'fil_1' }]);
});

test('access ends to files that the grant shows nowhere else, until the last address has expired', async () => {
  const { context, store } = worldOf();
  expect(await detachFiles(context, { subjectIds: ['msg_1'] })).toEqual({ ok: true, value: 2 });
  const until = new Date(NOW.getTime() + 21 * 60_000);
  expect(store.endAccess).toHaveBeenCalledWith([{ fileId: 'fil_2', grantId: 'cnv_1', viewerId: '' }], until);
});
