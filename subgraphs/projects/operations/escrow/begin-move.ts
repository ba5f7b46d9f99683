import { newId } from '../../../../runtime/operations/ids.ts';
import type { EscrowMove, LockedContract, Milestone, ProjectsStore } from '../../repository/index.ts';
import { fundingSaga, payoutSaga } from './escrow-sagas.ts';
import { sharesOf } from './shares.ts';

/** What leaves escrow, and whether the milestone is over then. */
export interface PayoutDraft {
  readonly kind: 'RELEASE' | 'REFUND' | 'SPLIT';
  readonly toFreelancer: bigint;
  readonly toClient: bigint;
}

type Store = Pick<ProjectsStore, 'addMove' | 'beginSaga'>;

const EMPTY = {
  state: 'PENDING',
  payWith: null,
  paymentMethodId: null,
  returnUrl: null,
  paymentId: null,
  paymentState: null,
  failure: null,
  available: null,
} as const;

/**
 * Begins to move money of a locked milestone out of escrow, in the transaction of the decision. Returns the milestone, with
 * which nothing else happens until that is done.
 */
export async function beginPayout(
  store: Store,
  { contract }: Pick<LockedContract, 'contract'>,
  milestone: Milestone,
  { kind, toFreelancer, toClient }: PayoutDraft,
  now: Date,
): Promise<Milestone> {
  const shares = sharesOf(milestone, { toFreelancer, toClient });
  if (shares.amount <= 0n || shares.amount > milestone.inEscrow || milestone.moveId !== null)
    throw new Error(`The milestone ${milestone.id} cannot pay ${shares.amount}.`);
  const id = newId('emv', now);
  const isFinal = shares.amount === milestone.inEscrow;
  const { id: contractId, currency, clientId, freelancerId } = contract;
  await store.addMove({
    ...{ ...EMPTY, ...shares, id, contractId, milestoneId: milestone.id, kind, currency, isFinal },
    ...{ clientId, freelancerId, createdAt: now },
  });
  await store.beginSaga(payoutSaga, { subject: id, data: {} }, now);
  const isApproved = kind === 'RELEASE' && isFinal;
  // Its clocks stop when nothing is left that they could decide about.
  const clocks = isFinal ? { autoReleaseAt: null, startBy: null, fundBy: null } : {};
  return { ...milestone, ...clocks, moveId: id, ...(isApproved ? { state: 'APPROVED' as const } : {}) };
}

/** How a client pays for a milestone. */
export interface FundingDraft extends Pick<EscrowMove, 'paymentMethodId' | 'returnUrl'> {
  readonly payWith: 'WALLET' | 'CARD';
}

/** The request itself moves the money; where it ends before the answer is recorded, the saga does, after so long. */
const SAGA_DELAY_MS = 5_000;

/** Begins to move what a locked milestone costs into escrow. Returns the milestone. */
export async function beginFunding(
  store: Store,
  { contract }: Pick<LockedContract, 'contract'>,
  milestone: Milestone,
  draft: FundingDraft,
  now: Date,
): Promise<Milestone> {
  const id = newId('emv', now);
  const { id: contractId, currency, clientId, freelancerId } = contract;
  await store.addMove({
    ...{ ...EMPTY, ...draft, id, contractId, milestoneId: milestone.id, kind: 'FUND', currency, isFinal: false },
    ...{ amount: milestone.amount, net: 0n, fee: 0n, toClient: 0n, clientId, freelancerId, createdAt: now },
  });
  await store.beginSaga(fundingSaga, { subject: id, data: {}, at: new Date(now.getTime() + SAGA_DELAY_MS) }, now);
  return { ...milestone, moveId: id };
}
