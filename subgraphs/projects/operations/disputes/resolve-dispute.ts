import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import type { Money } from '../../../../runtime/money/money.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { ProjectsContext } from '../../context.ts';
import { contractDisputeResolved } from '../../events.ts';
import type { LockedContract, Milestone, ProjectsStore } from '../../repository/index.ts';
import { changeContractOnce, saveContract } from '../contracts/change-contract.ts';
import { contractInput } from '../contracts/contract-input.ts';
import { type InvalidState, invalidState, type NotPermitted, notPermitted } from '../contracts/contract-refusals.ts';
import { roleIn } from '../contracts/contract-state.ts';
import { factOf } from '../contracts/milestone-fact.ts';
import { beginPayout } from '../escrow/begin-move.ts';
import type { MilestoneNeeds } from '../milestones/change-milestone.ts';
import { findRefusal } from '../milestones/open-milestone.ts';
import { FINANCE, requireFinance } from './require-finance.ts';

const INPUT = z.object({
  disputeId: contractInput.id,
  toFreelancer: contractInput.share,
  toClient: contractInput.share,
  reason: contractInput.note('A reason').nullish(),
  idempotencyKey,
});

type Input = Omit<z.infer<typeof INPUT>, 'idempotencyKey'>;

/** The refusal of shares that do not add up to what is in escrow. */
type AmountMismatch = RefusalOf<'AmountMismatch'> & { readonly expected: Money };

type Refusal = InvalidInput | NotFound | NotPermitted | InvalidState | AmountMismatch | RefusalOf<'CurrencyMismatch'>;

type DisputeIds = { readonly contractId: string; readonly disputeId: string };

type Needs = MilestoneNeeds & Pick<ProjectsContext, 'requestId'>;

/** Divides what is in escrow for a disputed milestone between the two parties. For finance; recorded in the audit log. */
export async function resolveDispute(
  context: Needs,
  raw: unknown,
): Promise<Replayable<DisputeIds, Refusal | IdempotencyRefusal>> {
  const actorId = requireFinance(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const plain = { ...input, toFreelancer: textOf(input.toFreelancer), toClient: textOf(input.toClient) };
  const call = { scope: actorId, operation: 'resolveDispute', key, input: plain };
  return changeContractOnce(context, call, (store) => resolve(context, store, input, actorId));
}

const textOf = ({ amount, currency }: Money): string => `${amount} ${currency}`;

async function resolve(
  context: Needs,
  store: ProjectsStore,
  { disputeId, toFreelancer, toClient, reason = null }: Input,
  actorId: string,
): Promise<Result<DisputeIds, Refusal>> {
  const now = context.now();
  const locked = await store.lockContract({ disputeId });
  const dispute = locked === null ? null : await store.findDispute(disputeId);
  const milestone = locked?.milestones.find(({ id }) => id === dispute?.milestoneId);
  if (locked === null || dispute === null || milestone === undefined)
    return notFound('There is no dispute with this id.', 'disputeId');
  if (dispute.state !== 'OPEN') return invalidState('It is decided.', dispute.state, ['OPEN'], 'disputeId');
  const refused =
    findPartisan(locked, actorId) ??
    findRefusal(locked, milestone, 'FINANCE', 'RESOLVE') ??
    findMismatch(locked, milestone, toFreelancer, toClient);
  if (refused !== null) return refused;
  const shares = { toFreelancer: toFreelancer.amount, toClient: toClient.amount };
  const moving = await beginPayout(store, locked, milestone, { kind: 'SPLIT', ...shares }, now);
  await store.saveDispute({ ...dispute, ...shares, state: 'RESOLVED', resolvedAt: now });
  await saveContract(store, locked, { milestones: [moving] }, now);
  const after = { state: 'RESOLVED', toFreelancer: textOf(toFreelancer), toClient: textOf(toClient) };
  const audited = { scope: FINANCE, subjectId: disputeId, reason, before: { state: 'OPEN' }, after };
  await store.recordAudit(context, { action: 'resolveDispute', ...audited });
  const fact = factOf(locked.contract, milestone, milestone.inEscrow, now);
  await store.announce(contractDisputeResolved, { ...fact, disputeId }, now);
  return done({ contractId: locked.contract.id, disputeId });
}

/** Nobody decides a dispute of their own. */
const findPartisan = ({ contract }: LockedContract, actorId: string) =>
  roleIn(contract, actorId) === null ? null : notPermitted('You are a party to this contract.', 'disputeId');

function findMismatch({ contract: { currency } }: LockedContract, { inEscrow }: Milestone, one: Money, other: Money) {
  if (one.currency !== currency || other.currency !== currency)
    return refuse<Refusal>({
      __typename: 'CurrencyMismatch',
      message: `The contract is in ${currency}.`,
      path: ['input', one.currency === currency ? 'toClient' : 'toFreelancer'],
    });
  if (one.amount + other.amount !== inEscrow)
    return refuse<Refusal>({
      __typename: 'AmountMismatch',
      message: 'The shares do not add up to what is in escrow.',
      path: ['input', 'toFreelancer'],
      expected: { amount: inEscrow, currency },
    });
  return null;
}
