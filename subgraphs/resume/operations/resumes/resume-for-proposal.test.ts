import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { resumeForProposal } from './resume-for-proposal.ts';

test('only an own resume that is not hidden can be attached', async () => {
  const resumes = [resumeWith(), resumeWith({ id: 'res_2' })];
  const { context } = createWorld({ resumes, hidden: ['res_2'] });
  expect(await resumeForProposal(context, 'res_1', 'usr_ada')).toEqual({ id: 'res_1', title: 'Engineer', version: 1 });
  expect(await resumeForProposal(context, 'res_1', 'usr_ben')).toBeNull();
  expect(await resumeForProposal(context, 'res_2', 'usr_ada')).toBeNull();
  expect(await resumeForProposal(context, 'res_3', 'usr_ada')).toBeNull();
});
