import { expect, jest, test } from '@jest/globals';
import { BEN, createWorld, projectWith, refusalIn } from '../../fixtures/operation-world.ts';
import { MAX_WAITING_PROPOSALS, submitProposal } from './submit-proposal.ts';

const INPUT = { projectId: 'prj_1', coverLetter: 'Me.', bid: { amount: 300n, currency: 'EUR' } };

test('a proposal is stored, and the client alone is notified', async () => {
  const world = createWorld({ caller: BEN, resumes: ['res_1'] });
  const milestones = [
    { title: 'One', amount: 100n },
    { title: 'Two', amount: 200n },
  ];
  expect(await submitProposal(world.context, { ...INPUT, milestones, resumeId: 'res_1' })).toMatchObject({ ok: true });
  expect(world.store.insertProposal.mock.calls[0]?.[0]).toMatchObject({
    ...{ freelancerId: 'usr_ben', bid: 300n, resumeId: 'res_1' },
    milestones: [
      { title: 'One', amount: '100', dueAt: null },
      { title: 'Two', amount: '200', dueAt: null },
    ],
  });
  expect(world.store.logProposal.mock.calls[0]?.[0]).toBe('usr_ada');
  expect(world.published()).toMatchObject([
    ['projects.proposal-submitted', { clientId: 'usr_ada', freelancerId: 'usr_ben' }],
  ]);
});

const other = { amount: 300n, currency: 'USD' };
const short = [{ title: 'One', amount: 299n }];
test.each<[string, Parameters<typeof createWorld>[0], object, string]>([
  ['to what nobody sees', { projects: [] }, {}, 'NotFound projectId'],
  ['to the own project', { caller: {} }, {}, 'OwnProject projectId'],
  ['to what is paused', { projects: [projectWith({ status: 'PAUSED' })] }, {}, 'ProjectNotOpen projectId'],
  ['in another currency', {}, { bid: other }, 'CurrencyMismatch bid currency'],
  ['for nothing', {}, { bid: { amount: 0n, currency: 'EUR' } }, 'InvalidInput bid amount'],
  ['with parts that do not add up', {}, { milestones: short }, 'InvalidInput milestones'],
  ['by the hour with any parts', { projects: [projectWith({ budgetKind: 'HOURLY' })] }, { milestones: short }, 'ok'],
  ['with the resume of others', {}, { resumeId: 'res_2' }, 'NotFound resumeId'],
  ['twice', { store: { insertProposal: jest.fn(async () => false) } }, {}, 'AlreadyProposed projectId'],
  ['beside too many', { store: { countWaitingProposals: async () => MAX_WAITING_PROPOSALS } }, {}, 'ProposalLimit'],
  ['too often', { retryAfter: 1 }, {}, 'TooManyAttempts'],
])('a proposal %s', async (_, options, more, refusal) => {
  const world = createWorld({ caller: BEN, ...options });
  expect(refusalIn(await submitProposal(world.context, { ...INPUT, ...more }))).toBe(refusal);
  if (refusal !== 'ok') expect(world.published()).toEqual([]);
});

test('a project that was closed meanwhile takes none', async () => {
  const world = createWorld({ caller: BEN, store: { lockProject: async () => projectWith({ status: 'CANCELLED' }) } });
  expect(refusalIn(await submitProposal(world.context, INPUT))).toBe('ProjectNotOpen projectId');
});
