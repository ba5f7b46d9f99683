import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import { expiryInput } from '../holds/create-hold.ts';
import { reserve, type TooManyHolds, tooManyHolds } from '../holds/reserve.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput, moneyInput, plainMoney, referenceInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { refusePosting } from '../ledger/posting-refusals.ts';
import { type CreditRefusal, receiverOf } from './credit.ts';

const MAX_DAYS = 400;

const inputRules = (now: Date) =>
  z.object({
    userId: idInput,
    amount: moneyInput,
    expiresAt: expiryInput(now, MAX_DAYS),
    reference: referenceInput,
    key: idempotencyKey,
  });

const REFUSALS = ['NotFound', 'AccountClosed', 'AccountFrozen', 'InsufficientFunds'] as const;

type Refusal =
  | InvalidInput
  | Extract<LedgerRefusal, RefusalOf<(typeof REFUSALS)[number]>>
  | TooManyHolds
  | CreditRefusal;

interface Needs extends OnceNeeds, Pick<WalletContext, 'caller' | 'settings' | 'ask'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'personState'>;
}

/** Reserves money of a person for the domain that calls, which alone may capture or release it. */
export async function holdFunds(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly holdId: string }, Refusal | IdempotencyRefusal>> {
  const domain = callingDomain(context.caller);
  const now = context.now();
  const parsed = parseInput(inputRules(now), raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, userId, amount: money, expiresAt, reference } = parsed.value;
  const account = await receiverOf(context, { userId }, money.currency, 'userId');
  if (!account.ok) return { ...account, isReplay: false };
  const input = { userId, amount: plainMoney(money), expiresAt, reference };
  const call = { scope: domain, operation: 'holdFunds', key, input };
  return postOnce(context, call, async (store, noteChanged): Promise<Result<{ readonly holdId: string }, Refusal>> => {
    const placed = await reserve(store, { account: { userId }, ...money, expiresAt, reference, domain: domain }, now);
    if (placed === 'TOO_MANY_HOLDS') return tooManyHolds('userId');
    if ('state' in placed) {
      const description = { paths: [['userId']], missing: ['There is no person with this id.'] };
      return refusePosting(placed, { ...description, currency: money.currency, now }, REFUSALS);
    }
    noteChanged([placed.accountId]);
    return done({ holdId: placed.holdId });
  });
}
