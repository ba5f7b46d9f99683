import { type IdempotencyRefusal, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import type { Money } from '../../../../runtime/money/money.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentsContext } from '../../context.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { DomainReference, Payment, PaymentDraft, PaymentsStore } from '../../repository/index.ts';
import { attemptCommand } from './attempt-command.ts';
import { methodNotAvailable } from './method-not-available.ts';
import { refuseAfterDeclines, type TooManyAttempts } from './refuse-after-declines.ts';
import { giveCommand } from './run-command.ts';
import { logChange, signalChange } from './store-change.ts';

/** Why no payment begins. */
export type BeginRefusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'MethodNotAvailable'>
  | RefusalOf<'CurrencyNotSupported'>
  | (RefusalOf<'AmountOutOfRange'> & { readonly min: Money; readonly max: Money })
  | TooManyAttempts
  | IdempotencyRefusal;

/** What beginning a payment takes. */
export type BeginNeeds = Pick<
  PaymentsContext,
  'repository' | 'provider' | 'settings' | 'now' | 'streams' | 'reportError'
>;

/** A payment as it is asked for. */
export interface PaymentRequest<Refusal>
  extends Pick<PaymentDraft, 'capture' | 'purpose' | 'description' | 'statementDescriptor' | 'metadata' | 'returnUrl'> {
  readonly payerId: string;
  readonly amount: Money;
  /** The thing of the domain that asks; null where none does. */
  readonly reference: DomainReference | null;
  /** Refuses when the thing has a payment that has not failed. */
  readonly refuseTaken: (store: PaymentsStore) => Promise<Result<never, Refusal>>;
  /** A saved method of the payer. */
  readonly paymentMethodId: string | null;
  /** A method that is not saved. */
  readonly token: string | null;
  /** Whether the method is charged at once. */
  readonly confirm: boolean;
}

/** The key of a call: see `once`. */
interface KeyedCall {
  readonly scope: string;
  readonly operation: string;
  readonly key: string;
  readonly input: object;
}

/** Ids of a payment that has begun, and of what the provider is asked about it. */
type BegunPayment = Readonly<Record<'paymentId' | 'commandId', string>>;

/** How long a payment waits to be completed. */
const LIFETIME_MS = 24 * 60 * 60 * 1_000;

/** Begins a payment once for each key, and has the provider create it. One that was declined has begun, too: it is FAILED. */
export async function beginPayment<Refusal extends RefusalOf<string>>(
  needs: BeginNeeds,
  call: KeyedCall,
  request: PaymentRequest<Refusal>,
): Promise<Replayable<Payment, BeginRefusal | Refusal>> {
  const { provider } = needs;
  const refused = refuseByForm(needs, request);
  if (refused !== null) return { ...refused, isReplay: false };
  if (provider === null) return { ...methodNotAvailable('Payments cannot be made at the moment.'), isReplay: false };
  const keyed = { ...call, retentionDays: 30 } as const;
  const begun = await once<PaymentsStore, BegunPayment, BeginRefusal | Refusal>(needs, keyed, (store) =>
    begin(needs, store, provider, request),
  );
  if (!begun.ok) return begun;
  const { paymentId, commandId } = begun.value;
  if (!begun.isReplay) {
    await signalChange(needs, { id: paymentId, payerId: request.payerId });
    await attemptCommand(needs, commandId);
  }
  const payment = await needs.repository.findPayment(paymentId);
  if (payment === null) throw new Error(`The payment ${paymentId} is gone.`);
  return { ...done(payment), isReplay: begun.isReplay };
}

function refuseByForm(
  { settings, provider }: BeginNeeds,
  { amount: { amount, currency } }: { readonly amount: Money },
) {
  if (!settings.currencies.includes(currency)) return currencyNotSupported;
  const limits = provider?.limitsOf(currency) ?? null;
  if (limits === null || (amount >= limits.min && amount <= limits.max)) return null;
  return refuse({
    __typename: 'AmountOutOfRange',
    message: 'The amount is too small or too large for one payment.',
    path: ['input', 'amount'],
    min: { amount: limits.min, currency },
    max: { amount: limits.max, currency },
  });
}

async function begin<Refusal>(
  { now }: BeginNeeds,
  store: PaymentsStore,
  provider: PaymentProvider,
  request: PaymentRequest<Refusal>,
): Promise<Result<BegunPayment, BeginRefusal | Refusal>> {
  const at = now();
  const slowed = await refuseAfterDeclines(store, request.payerId, at);
  if (slowed !== null) return slowed;
  const method = await findMethod(store, provider, request);
  if (method === null) return notFound('This payment method does not exist.', 'paymentMethodId');
  const { payerId, reference, amount, confirm, paymentMethodId: _, token: __, refuseTaken, ...rest } = request;
  const id = newId('pay', at);
  const isAdded = await store.addPayment({
    ...rest,
    ...{ id, payerId, amount: amount.amount, currency: amount.currency, provider: provider.name },
    ...{
      domain: reference?.domain ?? null,
      referenceType: reference?.type ?? null,
      referenceId: reference?.id ?? null,
    },
    ...method,
    state: method.methodToken === null ? 'REQUIRES_METHOD' : 'REQUIRES_CONFIRMATION',
    createdAt: at,
    expiresAt: new Date(at.getTime() + LIFETIME_MS),
  });
  if (!isAdded) return refuseTaken(store);
  const isFinal = confirm && method.methodToken !== null;
  const commandId = await giveCommand(store, { paymentId: id, kind: 'CREATE', isFinal }, at);
  if (commandId === null) throw new Error('A new payment has no command.');
  await logChange(store, { id, payerId }, at);
  return done<BegunPayment>({ paymentId: id, commandId });
}

type ChosenMethod = Pick<PaymentDraft, 'methodToken' | 'customerRef' | 'method'>;

/** Null: the payer has no such saved method. */
async function findMethod(
  store: PaymentsStore,
  provider: PaymentProvider,
  { payerId, paymentMethodId, token }: Pick<PaymentRequest<unknown>, 'payerId' | 'paymentMethodId' | 'token'>,
): Promise<ChosenMethod | null> {
  if (paymentMethodId === null) return { methodToken: token, customerRef: null, method: null };
  return store.findChargeableMethod(payerId, provider.name, paymentMethodId);
}

const currencyNotSupported = refuse<RefusalOf<'CurrencyNotSupported'>>({
  __typename: 'CurrencyNotSupported',
  message: 'Payments cannot be made in this currency.',
  path: ['input', 'amount', 'currency'],
});
