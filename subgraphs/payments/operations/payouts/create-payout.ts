import { z } from 'zod';
import { type IdempotencyRefusal, once } from '../../../../runtime/idempotency/once.ts';
import type { Money } from '../../../../runtime/money/money.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { PaymentsContext } from '../../context.ts';
import { submitPayoutWork } from '../../events.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { PaymentsStore, PayoutTransfer } from '../../repository/index.ts';
import { methodNotAvailable } from '../payments/method-not-available.ts';
import { paymentInput } from '../payments/payment-input.ts';
import type { InvalidState } from '../payments/payment-refusals.ts';
import { submissionOf } from './reconcile-payout.ts';

const INPUT = z.object({
  userId: paymentInput.id,
  amount: paymentInput.money,
  payoutMethodId: paymentInput.id,
  reference: paymentInput.reference,
  key: paymentInput.key,
});

type PayoutRequest = z.infer<typeof INPUT> & { readonly domain: string };

/** Why nothing is paid out. */
export type PayoutRefusal =
  | InvalidInput
  | NotFound
  | InvalidState
  | RefusalOf<'MethodNotAvailable'>
  | RefusalOf<'CurrencyNotSupported'>
  | RefusalOf<'CurrencyMismatch'>
  | (RefusalOf<'AmountOutOfRange'> & { readonly min: Money; readonly max: Money })
  | IdempotencyRefusal;

type Needs = Pick<PaymentsContext, 'caller' | 'repository' | 'provider' | 'settings' | 'signals' | 'now'>;
type PayoutId = Readonly<Record<'payoutId', string>>;

/**
 * Sends money of the platform to a person, once for each key, for a thing of the calling domain, which has one payout that has
 * not failed. It is submitted to the provider by the work queue.
 */
export async function createPayout(needs: Needs, input: unknown): Promise<Result<PayoutTransfer, PayoutRefusal>> {
  const domain = callingDomain(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { provider, repository, settings } = needs;
  const { key, ...order } = parsed.value;
  const request = { ...parsed.value, domain };
  if (!settings.currencies.includes(order.amount.currency)) return currencyNotSupported;
  if (provider === null) return methodNotAvailable('Payouts cannot be made at the moment.', 'payoutMethodId');
  const refused = refuseByAmount(provider, order.amount);
  if (refused !== null) return refused;
  const begun = await once<PaymentsStore, PayoutId, PayoutRefusal>(
    needs,
    { scope: domain, operation: 'createPayout', key, input: order, retentionDays: 30 },
    (store) => begin(store, provider, request, needs.now()),
  );
  if (!begun.ok) return begun;
  if (!begun.isReplay) await notifyWork(needs.signals, 'payments');
  const payout = await repository.findPayout(begun.value.payoutId);
  if (payout === null) throw new Error(`The payout ${begun.value.payoutId} is gone.`);
  return done(payout);
}

function refuseByAmount(provider: PaymentProvider, { amount, currency }: Money) {
  const { min, max } = provider.limitsOf(currency);
  if (amount >= min && amount <= max) return null;
  return refuse({
    __typename: 'AmountOutOfRange',
    message: 'The amount is too small or too large for one payout.',
    path: ['input', 'amount'],
    min: { amount: min, currency },
    max: { amount: max, currency },
  });
}

async function begin(
  store: PaymentsStore,
  provider: PaymentProvider,
  { userId, amount: { amount, currency }, payoutMethodId, reference, domain }: PayoutRequest,
  now: Date,
): Promise<Result<PayoutId, PayoutRefusal>> {
  const [method] = await store.ownMethods('payout', userId, [payoutMethodId]);
  if (method == null) return notFound('This payout method does not exist.', 'payoutMethodId');
  if (method.provider !== provider.name)
    return methodNotAvailable('This payout method belongs to another provider.', 'payoutMethodId');
  if (method.currency !== currency) return currencyMismatch;
  const id = newId('pyo', now);
  const isAdded = await store.addPayout({
    ...{ id, payeeId: userId, amount, currency, domain, referenceType: reference.type, referenceId: reference.id },
    ...{ method: method.details, methodToken: method.providerRef, provider: provider.name, createdAt: now },
    customerRef: await store.findCustomerRef(userId, provider.name),
  });
  if (!isAdded) return alreadyPaid(store, { domain, ...reference });
  await store.enqueueWork(submitPayoutWork, [submissionOf(id)], now);
  return done<PayoutId>({ payoutId: id });
}

async function alreadyPaid(store: PaymentsStore, reference: Parameters<PaymentsStore['findPayoutFor']>[0]) {
  const live = await store.findPayoutFor(reference);
  return refuse({
    __typename: 'InvalidState',
    message: 'There is a payout for this already.',
    path: ['input', 'reference'],
    from: live?.state ?? 'CREATED',
    allowed: ['FAILED'],
  });
}

const currencyNotSupported = refuse<RefusalOf<'CurrencyNotSupported'>>({
  __typename: 'CurrencyNotSupported',
  message: 'Payouts cannot be made in this currency.',
  path: ['input', 'amount', 'currency'],
});

const currencyMismatch = refuse<RefusalOf<'CurrencyMismatch'>>({
  __typename: 'CurrencyMismatch',
  message: 'The payout method receives another currency.',
  path: ['input', 'amount', 'currency'],
});
