import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { createResume } from './create-resume.ts';

test.each([
  ['no title', { title: ' ' }, ['input', 'title']],
  ['a section that is named twice', { title: 'A', hiddenSections: ['WORK', 'WORK'] }, ['input', 'hiddenSections']],
  ['an entry that says nothing', { title: 'A', work: [{ summary: 'Did it.' }] }, ['input', 'work', '0']],
  ['too much in all', { title: 'A', experienceText: 'x'.repeat(10_001) }, ['input', 'experienceText']],
])('a resume with %s is refused, and nothing is stored', async (_, input, path) => {
  const { context, resumes } = createWorld();
  expect(await createResume(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path },
  });
  expect(resumes.size).toBe(0);
});

test('a date that does not exist is refused as such', async () => {
  const { context } = createWorld();
  const result = await createResume(context, { title: 'A', awards: [{ title: 'Prize', date: '2023-02-29' }] });
  expect(result).toMatchObject({
    ok: false,
    refusal: { __typename: 'DateInvalid', path: ['input', 'awards', '0', 'date'] },
  });
});

test('a picture has to be one of the person', async () => {
  const { context } = createWorld({ answer: { attachableFiles: [] } });
  expect(await createResume(context, { title: 'A', photoFileId: 'fil_1' })).toMatchObject({
    ok: false,
    refusal: { __typename: 'MediaUnavailable', path: ['input', 'photoFileId'] },
  });
});

test('the twentieth is stored, and the next one refused', async () => {
  const of = (count: number) => Array.from({ length: count }, (_, n) => resumeWith({ id: `res_${n}` }));
  expect(await createResume(createWorld({ resumes: of(19) }).context, { title: 'A' })).toMatchObject({ ok: true });
  expect(await createResume(createWorld({ resumes: of(20) }).context, { title: 'A' })).toMatchObject({
    refusal: { __typename: 'ResumeLimit', limit: 20 },
  });
});

test('a public one is published', async () => {
  const { context, announce } = createWorld();
  await createResume(context, { title: 'A', visibility: 'PUBLIC' });
  expect(announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'resume.resume-published' }),
    expect.objectContaining({ ownerId: 'usr_ada' }),
    expect.anything(),
  );
});
