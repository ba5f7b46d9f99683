import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput, moneyInput, plainMoney, referenceInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { refusePosting } from '../ledger/posting-refusals.ts';
import { reserve, type TooManyHolds, tooManyHolds } from './reserve.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const DEFAULT_DAYS = 7;
const MAX_DAYS = 90;

const inputRules = (now: Date) =>
  z.object({
    accountId: idInput,
    amount: moneyInput,
    expiresAt: expiryInput(now, MAX_DAYS).nullish(),
    reference: referenceInput.nullish(),
    idempotencyKey,
  });

/** An end of a hold in the future. */
export const expiryInput = (now: Date, maxDays: number) =>
  z
    .date()
    .refine((instant) => instant > now, 'The end of a hold is in the future.')
    .refine(
      (instant) => instant.getTime() <= now.getTime() + maxDays * DAY_MS,
      `A hold lasts at most ${maxDays} days.`,
    );

const REFUSALS = ['NotFound', 'CurrencyMismatch', 'AccountClosed', 'AccountFrozen', 'InsufficientFunds'] as const;

type Refusal = InvalidInput | Extract<LedgerRefusal, RefusalOf<(typeof REFUSALS)[number]>> | TooManyHolds;

type Needs = OnceNeeds & Pick<WalletContext, 'caller'>;

/** Reserves money of an account of the viewer, who alone may capture or release it. */
export async function createHold(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly holdId: string }, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const at = context.now();
  const parsed = parseInput(inputRules(at), raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, accountId, amount: money, expiresAt, reference = null } = parsed.value;
  const input = { accountId, amount: plainMoney(money), expiresAt, reference };
  const call = { scope: viewerId, operation: 'createHold', key, input };
  return postOnce(context, call, async (store, noteChanged): Promise<Result<{ readonly holdId: string }, Refusal>> => {
    const placed = await reserve(
      store,
      {
        ...{ account: { accountId, ownerId: viewerId }, ...money, reference, domain: null },
        expiresAt: expiresAt ?? new Date(at.getTime() + DEFAULT_DAYS * DAY_MS),
      },
      at,
    );
    if (placed === 'TOO_MANY_HOLDS') return tooManyHolds('accountId');
    if ('state' in placed) {
      const description = { paths: [['accountId']], missing: ['There is no such account of yours.'] };
      return refusePosting(placed, { ...description, currency: money.currency, now: at }, REFUSALS);
    }
    noteChanged([placed.accountId]);
    return done({ holdId: placed.holdId });
  });
}
