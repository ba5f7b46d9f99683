import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { Deposit, WalletStore } from '../../repository/index.ts';
import { idInput, moneyInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { createDepositPayment } from './create-deposit-payment.ts';
import { depositSaga } from './deposit-saga.ts';
import { notePayment } from './note-payment.ts';
import { paymentRefusalOf } from './payment-refusal.ts';

const INPUT = z.object({
  accountId: idInput,
  amount: moneyInput,
  paymentMethodId: idInput.nullish(),
  returnUrl: z
    .url({ protocol: /^https?$/, error: 'The address begins with https:// or http://.' })
    .max(2_000)
    .nullish(),
  idempotencyKey,
});

type Input = Omit<z.infer<typeof INPUT>, 'idempotencyKey'>;

type Refusal = InvalidInput | NotFound | RefusalOf<'CurrencyMismatch' | 'AccountClosed'>;

/** The saga leaves it to the request to create the payment, for so long. */
const SAGA_DELAY_MS = 5_000;

interface Needs extends Omit<OnceNeeds, 'repository'>, Pick<WalletContext, 'caller' | 'accounts' | 'ask'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'findDeposit'>;
}

/**
 * Begins a deposit and has payments charge its owner. When payments does not respond, the deposit is pending without a payment,
 * and a saga creates it.
 */
export async function deposit(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly depositId: string }, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: viewerId, operation: 'deposit', key, input: { ...input, amount: moneyText(input) } };
  const begun = await postOnce(context, call, (store) => begin(context, store, viewerId, input));
  if (!begun.ok) return begun;
  const refusal = paymentRefusalOf(await createPayment(context, begun.value.depositId));
  return refusal === null ? begun : { ...refuse(refusal), isReplay: begun.isReplay };
}

const moneyText = ({ amount: { amount, currency } }: Input): string => `${amount} ${currency}`;

async function begin(
  { accounts, now }: Needs,
  store: Pick<WalletStore, 'addDeposit' | 'beginSaga'>,
  viewerId: string,
  { accountId, amount: { amount, currency }, paymentMethodId = null, returnUrl = null }: Input,
): Promise<Result<{ readonly depositId: string }, Refusal>> {
  const account = await accounts.load(accountId);
  if (account?.ownerId !== viewerId) return notFound('There is no such account of yours.', 'accountId');
  if (account.currency !== currency)
    return refuse({
      __typename: 'CurrencyMismatch',
      message: `The account is not in ${currency}.`,
      path: ['input', 'amount'],
    });
  if (account.state === 'CLOSED')
    return refuse({ __typename: 'AccountClosed', message: 'The account is closed.', path: ['input', 'accountId'] });
  const createdAt = now();
  const depositId = newId('dep', createdAt);
  await store.addDeposit({ id: depositId, accountId, amount, paymentMethodId, returnUrl, createdAt });
  const at = new Date(createdAt.getTime() + SAGA_DELAY_MS);
  await store.beginSaga(depositSaga, { subject: depositId, data: {}, at }, createdAt);
  return done({ depositId });
}

/** The deposit with what payments says now; as it is when payments does not respond. */
async function createPayment({ ask, repository, now }: Needs, depositId: string): Promise<Deposit | null> {
  const begun = await repository.findDeposit(depositId);
  if (begun === null || begun.paymentId !== null || begun.state !== 'PENDING') return begun;
  const created = await createDepositPayment(ask, begun).catch(() => null);
  if (created === null) return begun;
  await repository.transaction((store) => notePayment(store, depositId, created, now()));
  return 'paymentId' in created ? begun : repository.findDeposit(depositId);
}
