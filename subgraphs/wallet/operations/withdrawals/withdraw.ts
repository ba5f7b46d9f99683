import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { WalletContext } from '../../context.ts';
import type { WalletStore } from '../../repository/index.ts';
import { reserve, type TooManyHolds, tooManyHolds } from '../holds/reserve.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput, moneyInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { currencyMismatch, refusePosting } from '../ledger/posting-refusals.ts';
import { WITHDRAWAL_REFERENCE } from './settle-withdrawal.ts';
import { withdrawalSaga } from './withdrawal-saga.ts';

const INPUT = z.object({ accountId: idInput, amount: moneyInput, payoutMethodId: idInput, idempotencyKey });

type Input = Omit<z.infer<typeof INPUT>, 'idempotencyKey'>;

const REFUSALS = [
  'NotFound',
  'CurrencyMismatch',
  'AccountClosed',
  'AccountFrozen',
  'InsufficientFunds',
  'LimitReached',
] as const;

type Refusal = InvalidInput | Extract<LedgerRefusal, RefusalOf<(typeof REFUSALS)[number]>> | TooManyHolds;

const METHODS = 'query WalletPayoutMethods { payoutMethods { id currency } }';
const RESPONSE = z.object({ payoutMethods: z.array(z.object({ id: z.string(), currency: z.string() })) });

/** Only this domain settles the hold. */
const WALLET = 'wallet';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Long enough for any outage of payments. */
const HOLD_DAYS = 400;

type Needs = OnceNeeds & Pick<WalletContext, 'caller' | 'ask' | 'settings' | 'signals'>;

/** Reserves money of the viewer and begins to pay it out, after some time in which it can be cancelled. */
export async function withdraw(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly withdrawalId: string }, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const { amount, currency } = input.amount;
  const call = { scope: viewerId, operation: 'withdraw', key, input: { ...input, amount: `${amount} ${currency}` } };
  const unusable = findUnusable(context, input);
  // Before the transaction, which would keep a connection for as long; a repetition gets its outcome whatever comes of it.
  await Promise.allSettled([unusable]);
  const begun = await postOnce(
    context,
    call,
    async (store, noteChanged) => (await unusable) ?? begin(context, store, { ...input, viewerId }, noteChanged),
  );
  if (begun.ok && !begun.isReplay) await notifyWork(context.signals, 'wallet');
  return begun;
}

/** Why the payout method cannot be used, as far as payments says it to its owner; null when it can. */
async function findUnusable({ ask, caller }: Needs, { payoutMethodId, amount: { currency } }: Input) {
  const { payoutMethods } = RESPONSE.parse(await ask('payments', METHODS, {}, caller));
  const method = payoutMethods.find(({ id }) => id === payoutMethodId);
  if (method === undefined) return notFound('There is no such payout method of yours.', 'payoutMethodId');
  return method.currency === currency ? null : currencyMismatch(currency, 'payoutMethodId');
}

async function begin(
  { now, settings: { dailyLimit, withdrawalDelaySeconds } }: Needs,
  store: WalletStore,
  { viewerId, accountId, amount: { amount, currency }, payoutMethodId }: Input & { readonly viewerId: string },
  noteChanged: (accountIds: readonly string[]) => void,
): Promise<Result<{ readonly withdrawalId: string }, Refusal>> {
  const createdAt = now();
  const withdrawalId = newId('wdr', createdAt);
  const placed = await reserve(
    store,
    {
      ...{ account: { accountId, ownerId: viewerId }, amount, currency, domain: WALLET },
      reference: { type: WITHDRAWAL_REFERENCE, id: withdrawalId },
      expiresAt: new Date(createdAt.getTime() + HOLD_DAYS * DAY_MS),
    },
    createdAt,
  );
  if (placed === 'TOO_MANY_HOLDS') return tooManyHolds('accountId');
  const description = {
    paths: [['accountId']],
    missing: ['There is no such account of yours.'],
    currency,
    now: createdAt,
  };
  if ('state' in placed) return refusePosting(placed, description, REFUSALS);
  if (!(await store.addSpent(accountId, amount, dailyLimit, createdAt)))
    return refusePosting(
      { state: 'REFUSED', reason: 'LIMIT_REACHED', posting: 0, accountId, available: 0n },
      { ...description, dailyLimit },
      REFUSALS,
    );
  await store.addWithdrawal({ id: withdrawalId, accountId, amount, payoutMethodId, holdId: placed.holdId, createdAt });
  const at = new Date(createdAt.getTime() + withdrawalDelaySeconds * 1_000);
  await store.beginSaga(withdrawalSaga, { subject: withdrawalId, data: {}, at }, createdAt);
  noteChanged([accountId]);
  return done({ withdrawalId });
}
