import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { updateResume } from './update-resume.ts';

test('what is not named stays, what is null is cleared, and a version is stored', async () => {
  const { context, resumes, store, notify } = createWorld({
    resumes: [resumeWith({}, { summary: 'One', skills: ['A'] })],
  });
  expect(await updateResume(context, { resumeId: 'res_1', summary: null })).toEqual({ ok: true, value: 'res_1' });
  expect(resumes.get('res_1')).toMatchObject({ version: 2, content: { summary: null, skills: ['A'] } });
  expect(store.storeVersion).toHaveBeenCalledTimes(1);
  expect(notify).toHaveBeenCalledWith('resume.resume-updated.res_1', {});
});

test('what changes nothing makes no version', async () => {
  const { context, store } = createWorld({ resumes: [resumeWith()] });
  await updateResume(context, { resumeId: 'res_1', title: 'Engineer' });
  expect(store.storeVersion).not.toHaveBeenCalled();
});

test.each([
  ['the resume of somebody else', { ownerId: 'usr_ben' }, {}, null, 'NotFound'],
  ['a version that is not current', { version: 3 }, { expectedVersion: 2 }, null, 'VersionConflict'],
  ['too many changes', {}, {}, 30, 'TooManyAttempts'],
] as const)('%s is refused, and nothing is stored', async (_, more, input, retryAfter, __typename) => {
  const { context, store } = createWorld({ resumes: [resumeWith(more)], retryAfter });
  const result = await updateResume(context, { resumeId: 'res_1', title: 'Other', ...input });
  expect(result).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.storeVersion).not.toHaveBeenCalled();
});

test('others learn when it is public no longer', async () => {
  const { context, announce } = createWorld({ resumes: [resumeWith({ visibility: 'PUBLIC' })] });
  await updateResume(context, { resumeId: 'res_1', visibility: 'LINK' });
  expect(announce.mock.calls.map(([type, payload]) => [Object(type).name, Object(payload).isDeleted])).toEqual([
    ['resume.resume-removed', false],
  ]);
});

test('a picture that is not shown any more is withheld at once', async () => {
  const shown = resumeWith({ visibility: 'LINK', photoFileId: 'fil_1' });
  const { context, announce } = createWorld({ resumes: [shown] });
  await updateResume(context, { resumeId: 'res_1', hiddenSections: ['PHOTO'] });
  expect(announce.mock.calls.map(([type, payload]) => [Object(type).name, Object(payload).fileIds])).toEqual([
    ['resume.file-access-ended', ['fil_1']],
  ]);
});
