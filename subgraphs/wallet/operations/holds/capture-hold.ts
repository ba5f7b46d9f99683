import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { AmountTooLarge } from '../ledger/find-transfer-limit.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput, moneyInput, plainMoney } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { currencyMismatch, refusePosting } from '../ledger/posting-refusals.ts';
import { capture, findTooLarge, restOf } from './capture.ts';
import { findUncapturable, type UncapturableHold } from './hold-refusals.ts';

const INPUT = z.object({
  holdId: idInput,
  amount: moneyInput.nullish(),
  toAccountId: idInput,
  isFinal: z.boolean().nullish(),
  idempotencyKey,
});

/** What a capture leaves. */
interface Captured extends Readonly<Record<string, string>> {
  readonly holdId: string;
  readonly transactionId: string;
}

const REFUSALS = [
  ...(['NotFound', 'SelfTransfer', 'CurrencyMismatch', 'AccountClosed', 'AccountFrozen'] as const),
  'LimitReached',
] as const;

type Refusal =
  | InvalidInput
  | Extract<LedgerRefusal, RefusalOf<(typeof REFUSALS)[number]>>
  | AmountTooLarge
  | UncapturableHold;

type Needs = OnceNeeds & Pick<WalletContext, 'caller' | 'settings'>;

/** Moves money that the viewer has reserved, or a part of it, to the account of somebody whom they may pay. */
export async function captureHold(
  context: Needs,
  raw: unknown,
): Promise<Replayable<Captured, Refusal | IdempotencyRefusal>> {
  const { caller, settings } = context;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, holdId, amount: money, toAccountId, isFinal } = parsed.value;
  const input = { holdId, amount: money == null ? null : plainMoney(money), toAccountId, isFinal };
  const call = { scope: viewerId, operation: 'captureHold', key, input };
  return postOnce(context, call, async (store, noteChanged): Promise<Result<Captured, Refusal>> => {
    const now = context.now();
    const hold = await store.lockHold(holdId);
    if (hold === null || hold.ownerId !== viewerId || hold.domain !== null)
      return notFound('There is no such hold of yours.', 'holdId');
    if (money != null && money.currency !== hold.currency) return currencyMismatch(money.currency, 'amount');
    const amount = money?.amount ?? restOf(hold);
    const refused = findUncapturable(hold, now) ?? findTooLarge(hold, amount);
    if (refused !== null) return refused;
    const outcome = await capture(
      store,
      {
        ...{ hold, amount, isFinal: isFinal ?? true, to: { accountId: toAccountId } },
        debit: { dailyLimit: settings.dailyLimit },
        order: { kind: 'CAPTURE', actorId: viewerId, payerId: viewerId },
      },
      now,
    );
    if (outcome.state === 'REFUSED') {
      const missing = ['There is no such hold of yours.', 'There is nobody here whom you can pay.'];
      const description = { currency: hold.currency, missing, paths: [['holdId'], ['toAccountId']], now };
      return refusePosting(outcome, { ...description, dailyLimit: settings.dailyLimit }, REFUSALS);
    }
    if (outcome.state === 'POSTED') noteChanged(outcome.accountIds);
    return done({ holdId, transactionId: outcome.transactionId });
  });
}
