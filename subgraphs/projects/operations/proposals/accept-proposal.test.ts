import { expect, jest, test } from '@jest/globals';
import { BEN, createWorld, projectWith, proposalWith, refusalIn } from '../../fixtures/operation-world.ts';
import { acceptProposal } from './accept-proposal.ts';

const INPUT = { proposalId: 'prp_1', idempotencyKey: 'one' };
const accept = (world: { context: never }, more: object = {}) => acceptProposal(world.context, { ...INPUT, ...more });
const drafted = ({ store }: ReturnType<typeof createWorld>) => Object(store.insertContract.mock.calls[0]?.[0]);

test('a fixed price without parts makes one milestone', async () => {
  const world = createWorld();
  expect(refusalIn(await accept(world))).toBe('ok');
  expect(drafted(world)).toMatchObject({
    ...{ clientId: 'usr_ada', freelancerId: 'usr_ben', currency: 'EUR' },
    milestones: [{ title: 'A shop', amount: '300', proposedRole: 'FREELANCER' }],
  });
  expect(world.store.setProjectStatus.mock.calls[0]?.[1]).toBe('IN_PROGRESS');
  expect(world.published().map(([name]) => name)).toEqual(['projects.proposal-accepted', 'projects.contract-opened']);
});

test('terms that differ are proposed by the client', async () => {
  const world = createWorld();
  await accept(world, { terms: { milestones: [{ title: 'Half', amount: 150n }] } });
  expect(drafted(world).milestones).toMatchObject([{ title: 'Half', amount: '150', proposedRole: 'CLIENT' }]);
});

const past = [{ title: 'Half', amount: 1n, dueAt: new Date(0) }];
test.each<[string, Parameters<typeof createWorld>[0], object, string]>([
  ['by the freelancer', { caller: BEN }, {}, 'NotPermitted proposalId'],
  ['that is not there', { proposals: [] }, {}, 'NotFound proposalId'],
  ['that was rejected', { proposals: [proposalWith({ state: 'REJECTED' })] }, {}, 'InvalidState proposalId'],
  [
    'that was withdrawn meanwhile',
    { store: { lockProposal: async () => proposalWith({ state: 'WITHDRAWN' }) } },
    {},
    'NotFound proposalId',
  ],
  [
    'to a project that has one',
    { projects: [projectWith({ status: 'IN_PROGRESS' })] },
    {},
    'AlreadyAccepted proposalId',
  ],
  [
    'to a project that is closed',
    { projects: [projectWith({ status: 'CANCELLED' })] },
    {},
    'ProjectNotOpen proposalId',
  ],
  ['beside a contract', { store: { insertContract: jest.fn(async () => false) } }, {}, 'AlreadyAccepted proposalId'],
  [
    'without milestones by the hour',
    { projects: [projectWith({ budgetKind: 'HOURLY' })] },
    {},
    'InvalidInput terms milestones',
  ],
  ['with no terms', {}, { terms: { milestones: [] } }, 'InvalidInput terms milestones'],
  ['that was due before', {}, { terms: { milestones: past } }, 'InvalidInput terms milestones'],
])('a proposal %s is not accepted', async (_, options, more, refusal) => {
  const world = createWorld(options);
  expect(refusalIn(await accept(world, more))).toBe(refusal);
  expect(world.published()).toEqual([]);
});
