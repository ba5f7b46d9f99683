import { expect, test } from '@jest/globals';
import { BEN, createWorld, NOW, proposalWith, refusalIn } from '../../fixtures/operation-world.ts';
import type { ProposalState } from '../../repository/index.ts';
import { rejectProposal, shortlistProposal, unshortlistProposal } from './decide-proposal.ts';

test('the freelancer is notified of the shortlist and of the rejection, and not of the way back', async () => {
  const short = createWorld();
  await shortlistProposal(short.context, { proposalId: 'prp_1' });
  expect(short.published()).toMatchObject([['projects.proposal-shortlisted', { freelancerId: 'usr_ben' }]]);
  const back = createWorld({ proposals: [proposalWith({ state: 'SHORTLISTED' })] });
  expect(refusalIn(await unshortlistProposal(back.context, { proposalId: 'prp_1' }))).toBe('ok');
  expect(back.published()).toEqual([]);
  const out = createWorld();
  await rejectProposal(out.context, { proposalId: 'prp_1', reason: 'Too slow.' });
  expect(out.store.setProposalState).toHaveBeenCalledWith('prp_1', 'REJECTED', 'Too slow.', NOW);
  expect(out.published()).toMatchObject([['projects.proposal-rejected', { clientId: 'usr_ada' }]]);
});

test.each<[typeof rejectProposal, readonly ProposalState[]]>([
  [shortlistProposal, ['SUBMITTED']],
  [unshortlistProposal, ['SHORTLISTED']],
  [rejectProposal, ['SUBMITTED', 'SHORTLISTED']],
])('%p is possible from %j only', async (decide, from) => {
  for (const state of ['SUBMITTED', 'SHORTLISTED', 'ACCEPTED', 'REJECTED'] as const) {
    const { context } = createWorld({ proposals: [proposalWith({ state })] });
    const expected = from.includes(state) ? 'ok' : 'InvalidState proposalId';
    expect(refusalIn(await decide(context, { proposalId: 'prp_1' }))).toBe(expected);
  }
});

test('others do not decide', async () => {
  expect(refusalIn(await shortlistProposal(createWorld({ caller: BEN }).context, { proposalId: 'prp_1' }))).toBe(
    'NotPermitted proposalId',
  );
  expect(refusalIn(await rejectProposal(createWorld({ proposals: [] }).context, { proposalId: 'prp_1' }))).toBe(
    'NotFound proposalId',
  );
});
