import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { MoneyRequest, TransactionOrder, WalletStore } from '../../repository/index.ts';
import { type AmountTooLarge, findTransferLimit } from '../ledger/find-transfer-limit.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput } from '../ledger/money-input.ts';
import { postFreeingHolds } from '../ledger/post-freeing-holds.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { refusePosting } from '../ledger/posting-refusals.ts';
import { openRequest, type RequestRefusal } from './open-request.ts';

const INPUT = z.object({ moneyRequestId: idInput, fromAccountId: idInput.nullish(), idempotencyKey });

/** What a payment leaves. */
interface Paid extends Readonly<Record<string, string>> {
  readonly moneyRequestId: string;
  readonly transactionId: string;
}

const REFUSALS = [
  'NotFound',
  'CurrencyMismatch',
  'AccountClosed',
  'AccountFrozen',
  'InsufficientFunds',
  'LimitReached',
] as const;

type Refusal =
  | InvalidInput
  | Extract<LedgerRefusal, RefusalOf<(typeof REFUSALS)[number]>>
  | AmountTooLarge
  | RequestRefusal;

type Needs = OnceNeeds & Pick<WalletContext, 'caller' | 'settings'>;

/** Pays what somebody has asked the viewer for. */
export async function payMoneyRequest(
  context: Needs,
  raw: unknown,
): Promise<Replayable<Paid, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, moneyRequestId, fromAccountId = null } = parsed.value;
  const call = { scope: viewerId, operation: 'payMoneyRequest', key, input: { moneyRequestId, fromAccountId } };
  return postOnce(context, call, async (store, noteChanged): Promise<Result<Paid, Refusal>> => {
    const now = context.now();
    const opened = await openRequest(store, viewerId, moneyRequestId, now);
    if (!opened.ok) return opened;
    const { payerId, amount, currency } = opened.value;
    if (payerId !== viewerId) return notFound('There is no such request to you.', 'moneyRequestId');
    const tooLarge = findTransferLimit(context.settings, { amount, currency });
    if (tooLarge !== null) return tooLarge;
    const { dailyLimit } = context.settings;
    const outcome = await postFreeingHolds(store, orderOf(opened.value, fromAccountId, dailyLimit), now);
    if (outcome.state === 'REFUSED')
      return refusePosting(outcome, { currency, dailyLimit, now, ...DESCRIPTION }, REFUSALS);
    await settle(store, moneyRequestId, outcome.transactionId, now);
    if (outcome.state === 'POSTED') noteChanged(outcome.accountIds);
    return done({ moneyRequestId, transactionId: outcome.transactionId });
  });
}

const DESCRIPTION = {
  paths: [['fromAccountId'], ['moneyRequestId']],
  missing: ['There is no such account of yours.', 'There is nobody here whom you can pay.'],
};

const settle = (store: Pick<WalletStore, 'settleRequest'>, id: string, transactionId: string, now: Date) =>
  store.settleRequest(id, { state: 'PAID', transactionId }, now);

const orderOf = (request: MoneyRequest, fromAccountId: string | null, dailyLimit: bigint): TransactionOrder => {
  const { id, payerId, requesterId, amount, currency, memo } = request;
  return {
    ...{ kind: 'TRANSFER', currency, memo, actorId: payerId, payerId },
    ...{ reference: { type: 'money-request', id }, effectKey: `money-request:${id}` },
    postings: [
      {
        party: fromAccountId === null ? { userId: payerId } : { accountId: fromAccountId },
        amount: -amount,
        dailyLimit,
      },
      { party: { userId: requesterId }, amount },
    ],
  };
};
