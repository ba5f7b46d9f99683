import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { findVisibleResumes } from './find-visible-resumes.ts';

const resumes = [
  resumeWith(
    { id: 'res_1', ownerId: 'usr_ben', visibility: 'PUBLIC', hiddenSections: ['SUMMARY'] },
    { summary: 'Secret' },
  ),
  resumeWith({ id: 'res_2', ownerId: 'usr_ben', hiddenSections: ['SUMMARY'] }, { summary: 'Secret' }),
  resumeWith({ id: 'res_3' }, { summary: 'Mine' }),
];
const IDS = ['res_1', 'res_2', 'res_3', 'res_4'];

test('people see their own and public ones; projects is asked for the others, in one call', async () => {
  const { context, ask } = createWorld({ resumes, answer: { mayReadResumes: ['res_2', 'res_9'] } });
  const found = await findVisibleResumes(context, IDS);
  expect(found.map((resume) => resume?.content.summary)).toEqual([null, null, 'Mine', undefined]);
  expect(found.map((resume) => resume?.id)).toEqual(['res_1', 'res_2', 'res_3', undefined]);
  expect(ask.mock.calls.map(([domain, , variables]) => [domain, variables])).toEqual([
    ['projects', { resumeIds: ['res_2'], viewerId: 'usr_ada' }],
  ]);
});

test.each([
  ['a call that fails', async () => Promise.reject(new Error('away'))],
  ['an answer of another form', async () => ({ mayReadResumes: true })],
])('%s permits nothing', async (_, ask) => {
  const { context } = createWorld({ resumes });
  const [, closed] = await findVisibleResumes({ ...context, ask }, IDS);
  expect(closed).toBeNull();
});

test('nobody is asked for a visitor', async () => {
  const { context, ask } = createWorld({ resumes, caller: { viewerId: null } });
  const found = await findVisibleResumes(context, IDS);
  expect(found.map((resume) => resume?.id)).toEqual(['res_1', undefined, undefined, undefined]);
  expect(ask).not.toHaveBeenCalled();
});
