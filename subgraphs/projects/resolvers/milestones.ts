import type { ProjectsContext } from '../context.ts';
import type { MilestoneResolvers, MutationResolvers, Resolvers } from '../generated.ts';
import { roleIn } from '../operations/contracts/contract-state.ts';
import { isFinance } from '../operations/disputes/require-finance.ts';
import { acceptMilestone } from '../operations/milestones/accept-milestone.ts';
import { approveMilestone } from '../operations/milestones/approve-milestone.ts';
import { cancelMilestone } from '../operations/milestones/cancel-milestone.ts';
import { fundMilestone } from '../operations/milestones/fund-milestone.ts';
import { nextMilestoneStates } from '../operations/milestones/milestone-rules.ts';
import { proposeMilestone } from '../operations/milestones/propose-milestone.ts';
import { refundMilestone } from '../operations/milestones/refund-milestone.ts';
import { requestChanges } from '../operations/milestones/request-changes.ts';
import { startMilestone } from '../operations/milestones/start-milestone.ts';
import { submitMilestone } from '../operations/milestones/submit-milestone.ts';
import { contractFiles } from './contract-files.ts';
import { changedPayload, keyedPayload } from './contract-payload.ts';

const NOTHING = { milestone: null };

/** The milestone of a change as it is now. */
const readMilestone =
  ({ milestones, contracts, milestonesOfContracts }: ProjectsContext) =>
  async ({ milestoneId, contractId }: { readonly milestoneId: string; readonly contractId: string }) => {
    contracts.clear(contractId);
    milestones.clear(milestoneId);
    milestonesOfContracts.clear(contractId);
    return { milestone: await milestones.load(milestoneId) };
  };

type Mutations =
  | 'proposeMilestone'
  | 'acceptMilestone'
  | 'cancelMilestone'
  | 'fundMilestone'
  | 'startMilestone'
  | 'submitMilestone'
  | 'requestChanges'
  | 'approveMilestone'
  | 'refundMilestone';

export const milestoneMutations: Pick<MutationResolvers, Mutations> = {
  proposeMilestone: async (_, { input }, context) =>
    changedPayload(await proposeMilestone(context, input), NOTHING, readMilestone(context)),
  acceptMilestone: async (_, { input }, context) =>
    changedPayload(await acceptMilestone(context, input), NOTHING, readMilestone(context)),
  cancelMilestone: async (_, { input }, context) =>
    changedPayload(await cancelMilestone(context, input), NOTHING, readMilestone(context)),
  fundMilestone: async (_, { input }, context) =>
    keyedPayload(await fundMilestone(context, input), NOTHING, readMilestone(context)),
  startMilestone: async (_, { input }, context) =>
    changedPayload(await startMilestone(context, input), NOTHING, readMilestone(context)),
  submitMilestone: async (_, { input }, context) =>
    changedPayload(await submitMilestone(context, input), NOTHING, readMilestone(context)),
  requestChanges: async (_, { input }, context) =>
    changedPayload(await requestChanges(context, input), NOTHING, readMilestone(context)),
  approveMilestone: async (_, { input }, context) =>
    keyedPayload(await approveMilestone(context, input), NOTHING, readMilestone(context)),
  refundMilestone: async (_, { input }, context) =>
    keyedPayload(await refundMilestone(context, input), NOTHING, readMilestone(context)),
};

/** What a milestone says of its money, in minor units. */
type MilestoneAmounts = { readonly id: string; readonly contractId: string } & Readonly<
  Record<'amount' | 'inEscrow' | 'released' | 'fee' | 'refunded', bigint>
>;

/** An amount of a milestone in the currency of its contract. */
const money =
  (field: 'amount' | 'inEscrow' | 'released' | 'fee' | 'refunded') =>
  async (milestone: MilestoneAmounts, _: unknown, { contracts }: ProjectsContext) => {
    const contract = await contracts.load(milestone.contractId);
    if (contract === null) throw new Error(`The contract of ${milestone.id} is not visible.`);
    return { amount: milestone[field], currency: contract.currency };
  };

const milestone: MilestoneResolvers = {
  __resolveReference: ({ id }, { milestones }) => milestones.load(id),
  contract: ({ contractId }, _, { contracts }) => contracts.load(contractId),
  proposedBy: ({ proposedRole }) => proposedRole,
  amount: money('amount'),
  inEscrow: money('inEscrow'),
  released: money('released'),
  fee: money('fee'),
  refunded: money('refunded'),
  note: ({ submissionNote }) => submissionNote,
  files: ({ contractId, fileIds }, _, context) => contractFiles(context, contractId, fileIds),
  movement: async ({ moveId }, _, { movesByKind }) => (moveId === null ? null : movesByKind.load(moveId)),
  async payment({ id, contractId, moveId }, _, { caller, contracts, pendingPayments }) {
    const contract = moveId === null ? null : await contracts.load(contractId);
    if (contract === null || contract.clientId !== caller.viewerId) return null;
    const paymentId = await pendingPayments.load(id);
    return paymentId === null ? null : { id: paymentId };
  },
  dispute: ({ id }, _, { disputesOfMilestones }) => disputesOfMilestones.load(id),
  async nextStates(parent, _, { caller, contracts }) {
    const contract = await contracts.load(parent.contractId);
    if (contract === null) return [];
    const role = roleIn(contract, caller.viewerId) ?? (isFinance(caller) ? 'FINANCE' : null);
    return [...nextMilestoneStates(parent, contract, role)];
  },
};

/** Milestones of the contract. */
export const milestoneEntities: Pick<Resolvers, 'Milestone'> = { Milestone: milestone };
