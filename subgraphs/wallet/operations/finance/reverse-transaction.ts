import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import type { NamedPosting, OrderedPosting, Party, WalletTransaction } from '../../repository/index.ts';
import type { AmountTooLarge } from '../ledger/find-transfer-limit.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput, moneyInput, plainMoney } from '../ledger/money-input.ts';
import { postFreeingHolds } from '../ledger/post-freeing-holds.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { currencyMismatch, refusePosting } from '../ledger/posting-refusals.ts';
import { reasonInput } from './reason-input.ts';
import { FINANCE, requireFinance } from './require-finance.ts';

const INPUT = z.object({ transactionId: idInput, amount: moneyInput.nullish(), reason: reasonInput, idempotencyKey });

const REFUSALS = ['AccountClosed', 'InsufficientFunds'] as const;

type Refusal =
  | InvalidInput
  | Extract<LedgerRefusal, RefusalOf<'NotFound' | 'CurrencyMismatch' | (typeof REFUSALS)[number]>>
  | AmountTooLarge
  | RefusalOf<'AlreadyReversed'>;

type Reversal = { readonly transactionId: string };

type Needs = OnceNeeds & Pick<WalletContext, 'caller' | 'requestId'>;

const PATH = ['input', 'transactionId'];

/**
 * Gives back what a transaction has moved, from those who received it; frozen accounts pay back too. Records it in the audit
 * log. Returns the id of the new transaction.
 */
export async function reverseTransaction(
  context: Needs,
  raw: unknown,
): Promise<Replayable<Reversal, Refusal | IdempotencyRefusal>> {
  const actorId = requireFinance(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, transactionId, amount: money, reason } = parsed.value;
  const input = { transactionId, amount: money == null ? null : plainMoney(money), reason };
  const call = { scope: actorId, operation: 'reverseTransaction', key, input };
  return postOnce(context, call, async (store, noteChanged): Promise<Result<Reversal, Refusal>> => {
    const now = context.now();
    const transaction = await store.lockTransaction(transactionId);
    if (transaction === null) return notFound('There is no transaction with this id.', 'transactionId');
    if (money != null && money.currency !== transaction.currency) return currencyMismatch(money.currency, 'amount');
    const postings = await store.namedPostings(transactionId);
    const amount = money?.amount ?? transaction.amount - transaction.reversed;
    const refused = findIrreversible(transaction, postings, amount);
    if (refused !== null) return refused;
    const order = { kind: 'REVERSAL', currency: transaction.currency, actorId, reversesId: transactionId } as const;
    const reversed = postings.map((posting) => reverse(posting, amount));
    const outcome = await postFreeingHolds(store, { ...order, postings: reversed }, now);
    if (outcome.state === 'REFUSED') {
      const paths = postings.map(() => ['transactionId']);
      return refusePosting(outcome, { currency: transaction.currency, paths, missing: [], now }, REFUSALS);
    }
    await store.noteReversal(transactionId, amount);
    const after = { reversed: (transaction.reversed + amount).toString(), by: outcome.transactionId };
    const before = { reversed: transaction.reversed.toString() };
    const audited = { action: 'reverseTransaction', scope: FINANCE, subjectId: transactionId, reason, before, after };
    await store.recordAudit(context, audited);
    if (outcome.state === 'POSTED') noteChanged(outcome.accountIds);
    return done({ transactionId: outcome.transactionId });
  });
}

/** The refusal of what cannot be reversed; null for what can. */
function findIrreversible(
  { amount: moved, reversed, reversesId, currency }: WalletTransaction,
  postings: readonly NamedPosting[],
  amount: bigint,
) {
  const available = moved - reversed;
  if (reversesId !== null || available === 0n)
    return refuse<Refusal>({
      __typename: 'AlreadyReversed',
      message: 'This transaction cannot be reversed again.',
      path: PATH,
    });
  if (amount > available)
    return refuse<Refusal>({
      __typename: 'AmountTooLarge',
      message: 'This is more than what was not reversed yet.',
      path: ['input', 'amount'],
      available: { amount: available, currency },
    });
  if (postings.length > 2 && amount !== moved)
    return refuse<Refusal>({
      __typename: 'InvalidInput',
      message: 'A transaction between more than two accounts is reversed as a whole.',
      path: ['input', 'amount'],
    });
  return null;
}

/** A posting the other way round: all of it, or `amount` where there are two. */
function reverse({ accountId, kind, name, amount: moved }: NamedPosting, amount: bigint): OrderedPosting {
  const party: Party = kind === 'USER' ? { accountId } : { system: kind, name };
  return { party, amount: reversedAmount(moved, amount), evenIfFrozen: true };
}

const reversedAmount = (moved: bigint, amount: bigint): bigint => {
  const part = moved < 0n ? -moved : moved;
  const limited = amount < part ? amount : part;
  return moved < 0n ? limited : -limited;
};
