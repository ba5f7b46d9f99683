import { z } from 'zod';
import { type InvalidInput, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import type { LedgerAdjustment, OrderedPosting, Party, WalletStore } from '../../repository/index.ts';
import { announceBalances } from '../ledger/announce-balances.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput } from '../ledger/money-input.ts';
import { postFreeingHolds } from '../ledger/post-freeing-holds.ts';
import { refusePosting } from '../ledger/posting-refusals.ts';
import { FINANCE, requireFinance } from './require-finance.ts';

const INPUT = z.object({ adjustmentId: idInput });

type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] };

const REFUSALS = ['AccountClosed', 'InsufficientFunds'] as const;

type Refusal =
  | InvalidInput
  | Extract<LedgerRefusal, RefusalOf<'NotFound' | (typeof REFUSALS)[number]>>
  | InvalidState
  | RefusalOf<'NotPermitted'>;

interface Needs extends Pick<WalletContext, 'caller' | 'requestId' | 'now' | 'streams'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

const PATH = ['input', 'adjustmentId'];

/** Posts a correction that another person has proposed, and records it in the audit log. Returns its id. */
export async function approveAdjustment(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const approverId = requireFinance(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { adjustmentId } = parsed.value;
  let changed: readonly string[] = [];
  const result = await context.repository.transaction(async (store): Promise<Result<string, Refusal>> => {
    const now = context.now();
    const adjustment = await store.lockAdjustment(adjustmentId);
    if (adjustment === null) return notFound('There is no adjustment with this id.', 'adjustmentId');
    const refused = findUnapprovable(adjustment, approverId);
    if (refused !== null) return refused;
    const { currency, reason } = adjustment;
    const postings = await orderedPostings(store, adjustment);
    const order = {
      kind: 'ADJUSTMENT',
      currency,
      actorId: approverId,
      effectKey: `adjustment:${adjustmentId}`,
    } as const;
    const outcome = await postFreeingHolds(store, { ...order, postings }, now);
    if (outcome.state === 'REFUSED') {
      const paths = postings.map(() => ['adjustmentId']);
      return refusePosting(outcome, { currency, paths, missing: [], now }, REFUSALS);
    }
    await store.noteApproval(adjustmentId, approverId, outcome.transactionId, now);
    const after = { state: 'APPROVED', transactionId: outcome.transactionId };
    const audited = { action: 'approveAdjustment', scope: FINANCE, subjectId: adjustmentId, reason, after };
    await store.recordAudit(context, { ...audited, before: { state: 'PENDING' } });
    if (outcome.state === 'POSTED') changed = outcome.accountIds;
    return done(adjustmentId);
  });
  await announceBalances(context, changed);
  return result;
}

function findUnapprovable({ state, requesterId }: LedgerAdjustment, approverId: string) {
  if (state !== 'PENDING')
    return refuse<Refusal>({
      __typename: 'InvalidState',
      message: 'This adjustment is approved already.',
      path: PATH,
      from: state,
      allowed: ['PENDING'],
    });
  if (requesterId === approverId)
    return refuse<Refusal>({
      __typename: 'NotPermitted',
      message: 'Another person has to approve your adjustment.',
      path: PATH,
    });
  return null;
}

/** The postings as an order names them. A frozen account is corrected too. */
async function orderedPostings(store: WalletStore, { postings }: LedgerAdjustment): Promise<OrderedPosting[]> {
  const accounts = await store.visibleAccounts(
    { id: '', isFinance: true },
    postings.map(({ accountId }) => accountId),
  );
  return postings.map(({ accountId, amount }, at) => {
    const account = accounts[at];
    const kind = account?.kind ?? 'USER';
    const party: Party = kind === 'USER' ? { accountId } : { system: kind, name: account?.name ?? '' };
    return { party, amount: BigInt(amount), evenIfFrozen: true };
  });
}
