import { expect, test } from '@jest/globals';
import { BEN, createWorld, NOW, proposalWith, refusalIn } from '../../fixtures/operation-world.ts';
import { withdrawProposal } from './withdraw-proposal.ts';

test('a proposal that waits is withdrawn', async () => {
  const world = createWorld({ caller: BEN });
  expect(refusalIn(await withdrawProposal(world.context, { proposalId: 'prp_1' }))).toBe('ok');
  expect(world.store.setProposalState).toHaveBeenCalledWith('prp_1', 'WITHDRAWN', null, NOW);
  expect(world.published()).toEqual([]);
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['by the client', { caller: {} }, 'NotPermitted proposalId'],
  ['that is accepted', { proposals: [proposalWith({ state: 'ACCEPTED' })] }, 'InvalidState proposalId'],
  ['that is not there', { proposals: [] }, 'NotFound proposalId'],
])('one %s is not', async (_, options, refusal) => {
  const { context } = createWorld({ caller: BEN, ...options });
  expect(refusalIn(await withdrawProposal(context, { proposalId: 'prp_1' }))).toBe(refusal);
});
