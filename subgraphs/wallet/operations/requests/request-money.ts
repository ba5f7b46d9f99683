import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { moneyRequested } from '../../events.ts';
import type { WalletStore } from '../../repository/index.ts';
import { ensureAccount } from '../accounts/ensure-account.ts';
import { idInput, moneyInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { memoInput } from '../ledger/transfer.ts';

const INPUT = z.object({ fromUserId: idInput, amount: moneyInput, memo: memoInput, idempotencyKey });

type Input = Omit<z.infer<typeof INPUT>, 'idempotencyKey'>;

type TooManyAttempts = RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number };

type Refusal = InvalidInput | NotFound | TooManyAttempts | RefusalOf<'CurrencyNotSupported' | 'SelfTransfer'>;

const HOUR_MS = 60 * 60 * 1_000;
const EXPIRY_MS = 30 * 24 * HOUR_MS;
/** Each of them notifies somebody. */
export const MAX_REQUESTS_PER_HOUR = 30;

type Needs = Omit<OnceNeeds, 'repository'> &
  Parameters<typeof ensureAccount>[0] &
  Pick<WalletContext, 'caller' | 'settings'>;

/** Asks a person for money, who is notified. */
export async function requestMoney(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly moneyRequestId: string }, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const { amount, currency } = input.amount;
  const refused = findRefusal(context, viewerId, input);
  if (refused !== null) return { ...refused, isReplay: false };
  if (currency === context.settings.currencies[0]) await ensureAccount(context, viewerId, currency);
  const call = {
    scope: viewerId,
    operation: 'requestMoney',
    key,
    input: { ...input, amount: `${amount} ${currency}` },
  };
  return postOnce(context, call, (store) => add(store, viewerId, input, context.now()));
}

function findRefusal(
  { settings }: Pick<WalletContext, 'settings'>,
  viewerId: string,
  { fromUserId, amount: { currency } }: Input,
) {
  if (fromUserId === viewerId)
    return refuse<Refusal>({
      __typename: 'SelfTransfer',
      message: 'You cannot ask yourself for money.',
      path: ['input', 'fromUserId'],
    });
  return settings.currencies.includes(currency) ? null : noAccount(currency);
}

const noAccount = (currency: string) =>
  refuse<Refusal>({
    __typename: 'CurrencyNotSupported',
    message: `You have no open account in ${currency}.`,
    path: ['input', 'amount', 'currency'],
  });

async function add(
  store: Pick<WalletStore, 'canBeAsked' | 'payableAccount' | 'countRequestsSince' | 'addRequest' | 'announce'>,
  requesterId: string,
  { fromUserId: payerId, amount: { amount, currency }, memo = null }: Input,
  now: Date,
): Promise<Result<{ readonly moneyRequestId: string }, Refusal>> {
  if (!(await store.canBeAsked(requesterId, payerId)))
    return notFound('There is nobody here whom you can ask.', 'fromUserId');
  if ((await store.payableAccount(requesterId, requesterId, currency)) === null) return noAccount(currency);
  const recent = await store.countRequestsSince(requesterId, new Date(now.getTime() - HOUR_MS));
  if (recent >= MAX_REQUESTS_PER_HOUR)
    return refuse<Refusal>({
      __typename: 'TooManyAttempts',
      message: 'You have asked for money very often. Try again in an hour.',
      path: ['input'],
      retryAfter: HOUR_MS / 1_000,
    });
  const id = newId('mrq', now);
  const expiresAt = new Date(now.getTime() + EXPIRY_MS);
  await store.addRequest({ id, requesterId, payerId, amount, currency, memo, expiresAt, createdAt: now });
  await store.announce(
    moneyRequested,
    { moneyRequestId: id, requesterId, payerId, amount: amount.toString(), currency, at: now.toISOString() },
    now,
  );
  return done({ moneyRequestId: id });
}
