import { expect, test } from '@jest/globals';
import { BEN, createWorld, projectWith, proposalWith, refusalIn } from '../../fixtures/operation-world.ts';
import { updateProposal } from './update-proposal.ts';

test('what is absent stays', async () => {
  const world = createWorld({ caller: BEN, proposals: [proposalWith({ durationDays: 5, resumeId: 'res_1' })] });
  const bid = { amount: 250n, currency: 'EUR' };
  expect(await updateProposal(world.context, { proposalId: 'prp_1', bid, resumeId: null })).toEqual({
    ok: true,
    value: 'prp_1',
  });
  expect(world.store.updateProposal.mock.calls[0]?.[1]).toMatchObject({
    bid: 250n,
    coverLetter: 'Me.',
    durationDays: 5,
    resumeId: null,
  });
});

const parts = [{ title: 'All', amount: '300', dueAt: null }];
test.each<[string, Parameters<typeof createWorld>[0], object, string]>([
  ['by the client', { caller: {} }, {}, 'NotPermitted proposalId'],
  ['that nobody sees', { proposals: [] }, {}, 'NotFound proposalId'],
  ['that is decided', { proposals: [proposalWith({ state: 'REJECTED' })] }, {}, 'InvalidState proposalId'],
  ['to a closed project', { projects: [projectWith({ status: 'CANCELLED' })] }, {}, 'ProjectNotOpen proposalId'],
  [
    'to a bid beside its parts',
    { proposals: [proposalWith({ milestones: parts })] },
    { bid: { amount: 1n, currency: 'EUR' } },
    'InvalidInput milestones',
  ],
])('a change of a proposal %s is refused', async (_, options, more, refusal) => {
  const { context } = createWorld({ caller: BEN, ...options });
  expect(refusalIn(await updateProposal(context, { proposalId: 'prp_1', ...more }))).toBe(refusal);
});
