import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { type AmountTooLarge, findTransferLimit } from './find-transfer-limit.ts';
import type { LedgerRefusal } from './ledger-refusal.ts';
import { idInput, moneyInput, plainMoney } from './money-input.ts';
import { postFreeingHolds } from './post-freeing-holds.ts';
import { type OnceNeeds, postOnce } from './post-once.ts';
import { type PostWithKeyNeeds, postWithKey } from './post-with-key.ts';
import { refusePosting } from './posting-refusals.ts';

/** Most characters of what a person says about a transfer. */
export const MAX_MEMO_LENGTH = 140;

export const memoInput = text('A memo', { max: MAX_MEMO_LENGTH, singleLine: true }).nullish();

const INPUT = z
  .object({
    fromAccountId: idInput,
    toAccountId: idInput.nullish(),
    toUserId: idInput.nullish(),
    amount: moneyInput,
    memo: memoInput,
    idempotencyKey,
  })
  .refine(({ toAccountId, toUserId }) => (toAccountId == null) !== (toUserId == null), {
    message: 'Name either an account or a person to pay.',
    path: ['toAccountId'],
  });

type Input = z.infer<typeof INPUT>;

/** Why money is not transferred. */
type TransferRefusal = InvalidInput | LedgerRefusal | AmountTooLarge;

const REFUSALS = [
  ...(['NotFound', 'SelfTransfer', 'CurrencyMismatch', 'AccountClosed', 'AccountFrozen'] as const),
  ...(['InsufficientFunds', 'LimitReached'] as const),
] as const;

type Needs = OnceNeeds & PostWithKeyNeeds & Pick<WalletContext, 'caller' | 'settings'>;

/** Moves money from an account of the viewer to another one, or to a person whom they may pay. */
export async function transfer(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly transactionId: string }, TransferRefusal | IdempotencyRefusal>> {
  const { caller, settings } = context;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  if (input.toUserId === viewerId || input.toAccountId === input.fromAccountId)
    return { ...toOneself(input.toUserId == null ? 'toAccountId' : 'toUserId'), isReplay: false };
  const tooLarge = findTransferLimit(settings, input.amount);
  if (tooLarge !== null) return { ...tooLarge, isReplay: false };
  const call = { scope: viewerId, operation: 'transfer', key, input: { ...input, amount: plainMoney(input.amount) } };
  const order = orderOf(viewerId, input, settings.dailyLimit);
  const posted = await postWithKey(context, call, order);
  if (posted !== null) return posted;
  return postOnce(
    context,
    call,
    async (store, noteChanged): Promise<Result<{ readonly transactionId: string }, TransferRefusal>> => {
      const now = context.now();
      const outcome = await postFreeingHolds(store, order, now);
      if (outcome.state === 'REFUSED')
        return refusePosting(
          outcome,
          {
            currency: input.amount.currency,
            paths: [['fromAccountId'], [input.toUserId == null ? 'toAccountId' : 'toUserId']],
            missing: ['There is no such account of yours.', 'There is nobody here whom you can pay.'],
            dailyLimit: settings.dailyLimit,
            now,
          },
          REFUSALS,
        );
      if (outcome.state === 'POSTED') noteChanged(outcome.accountIds);
      return done({ transactionId: outcome.transactionId });
    },
  );
}

function orderOf(viewerId: string, input: Omit<Input, 'idempotencyKey'>, dailyLimit: bigint) {
  const { fromAccountId, toAccountId, toUserId, memo = null } = input;
  const { amount, currency } = input.amount;
  const payee = toUserId == null ? { accountId: toAccountId ?? '' } : { userId: toUserId };
  return {
    kind: 'TRANSFER',
    currency,
    postings: [
      { party: { accountId: fromAccountId }, amount: -amount, dailyLimit },
      { party: payee, amount },
    ],
    actorId: viewerId,
    payerId: viewerId,
    memo,
  } as const;
}

const toOneself = (field: string) =>
  refuse<RefusalOf<'SelfTransfer'>>({
    __typename: 'SelfTransfer',
    message: 'Payer and payee are the same.',
    path: ['input', field],
  });
