import { expect, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { obeyModeration } from './obey-moderation.ts';

const shown = resumeWith({ visibility: 'PUBLIC', photoFileId: 'fil_1' });
const obey = async (decision: 'HIDE' | 'REMOVE' | 'RESTORE', subjectId = 'res_1') => {
  const world = createWorld({ resumes: [shown] });
  const afterCommit = await obeyModeration(world.context, world.context.repository as never, {
    ...{ subjectId, decision, at: NOW },
  });
  await afterCommit?.();
  return { ...world, types: world.announce.mock.calls.map(([type]) => Object(type).name) };
};

test('what is hidden keeps its data, and its picture is withheld until it is restored', async () => {
  const hidden = await obey('HIDE');
  expect([hidden.resumes.size, hidden.types]).toEqual([1, ['resume.file-access-ended']]);
  expect(hidden.notify).toHaveBeenCalledWith('resume.resume-updated.res_1', {});
  expect((await obey('RESTORE')).types).toEqual(['resume.file-access-restored']);
});

test('what is removed is deleted', async () => {
  const { resumes, types } = await obey('REMOVE');
  expect([resumes.size, types]).toEqual([0, ['resume.resume-removed', 'resume.file-access-ended']]);
});

test('what is gone already is no matter', async () => {
  expect((await obey('HIDE', 'res_9')).types).toEqual([]);
});
