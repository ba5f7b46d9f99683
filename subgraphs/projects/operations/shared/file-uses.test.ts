import { expect, jest, test } from '@jest/globals';
import { aliasOf } from '../../../../runtime/text/alias-of.ts';
import { NOW } from '../../fixtures/operation-world.ts';
import { releaseFiles, separateFiles, showFiles } from './file-uses.ts';

function createStore(fileIds: readonly string[]) {
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  const enqueueWork = jest.fn(async (..._: unknown[]) => undefined);
  const filesOf = async () => [fileIds.map((fileId) => ({ fileId, ownerId: 'usr_ada', grantId: 'grant' }))];
  // as: the functions need no more of the store.
  return { announce, enqueueWork, store: { announce, enqueueWork, filesOf } as never };
}

test('media is informed of files that are shown, and of none where there are none', async () => {
  const some = createStore(['fil_1']);
  await showFiles(some.store, 'prj_1', NOW);
  expect(some.enqueueWork.mock.calls[0]?.[1]).toMatchObject([{ payload: { subjectId: 'prj_1', isShown: true } }]);
  const none = createStore([]);
  await showFiles(none.store, 'prj_1', NOW);
  expect(none.enqueueWork).not.toHaveBeenCalled();
});

test('addresses of released files stop working for everybody', async () => {
  const { store, announce, enqueueWork } = createStore(['fil_1', 'fil_2']);
  await releaseFiles(store, 'prj_1', NOW, ['fil_2']);
  expect(announce.mock.calls[0]?.[1]).toMatchObject({ userId: null, fileIds: ['fil_2'] });
  expect(enqueueWork.mock.calls[0]?.[1]).toMatchObject([{ payload: { fileIds: ['fil_2'], isShown: false } }]);
});

test('a block ends what both have of the files of the other', async () => {
  const { store, announce } = createStore([]);
  await separateFiles(store, ['usr_ada', 'usr_ben'], false, NOW);
  const facts = announce.mock.calls.map(([type, fact]) => [
    Object(type).name,
    Object(fact).grantId,
    Object(fact).userId,
  ]);
  expect(facts).toContainEqual(['projects.file-access-ended', `${aliasOf('usr_ada')}-projects`, 'usr_ben']);
  expect(facts).toContainEqual(['projects.file-access-ended', `${aliasOf('usr_ben')}-proposals`, 'usr_ada']);
  expect(facts).toHaveLength(4);
});
