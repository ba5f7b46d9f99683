import Stripe from 'stripe';
import { done, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { NewPayment, ProviderResult } from '../../provider/provider-calls.ts';
import type { ProviderPayment } from '../../provider/provider-payment.ts';
import { toStripeAmount } from './stripe-amounts.ts';
import { answeredAt, type StripeNeeds } from './stripe-objects.ts';
import { CONFIRMED_BY, paymentOf } from './stripe-payment.ts';
import { attemptCall, findOrNull } from './stripe-refusals.ts';

type PaymentCalls = Pick<
  PaymentProvider,
  'createPayment' | 'confirmPayment' | 'capturePayment' | 'cancelPayment' | 'findPayment'
>;

/** Fee and method of a charge. */
const EXPAND = ['latest_charge.balance_transaction'];

/** Payments as PaymentIntents. Our id is in their metadata, and the key goes with every call that changes something. */
export function createStripePayments({ stripe, now }: StripeNeeds): PaymentCalls {
  const intents = stripe.paymentIntents;
  const settle = (call: () => Promise<Stripe.Response<Stripe.PaymentIntent>>, key: string) =>
    attemptCall(async () => {
      const declined = await declineOf(call);
      if (declined.intent === null) return paymentOf(declined.answer, answeredAt(declined.answer, now));
      // A payment that was declined ends here: nobody may complete it at Stripe with another method.
      const { intent } = declined;
      await attemptCall(() => intents.cancel(intent.id, {}, { idempotencyKey: `${key}:close` }));
      return { ...paymentOf(intent, now()), state: 'FAILED', nextAction: null } satisfies ProviderPayment;
    });
  return {
    async createPayment(payment, key) {
      const amount = toStripeAmount(payment.amount, payment.currency);
      if (amount === null) return refuse('METHOD_NOT_AVAILABLE');
      return settle(() => intents.create(creationOf(payment, amount), { idempotencyKey: key }), key);
    },
    async confirmPayment(providerRef, { method, returnUrl }, key) {
      const customer = method.customerRef === null ? {} : { customer: method.customerRef };
      const changes = { ...customer, metadata: { confirmed_by: CONFIRMED_BY.us } };
      const update = () => intents.update(providerRef, changes, { idempotencyKey: `${key}:update` });
      const updated = await attemptCall(update);
      if (!updated.ok) return updated;
      const options = { payment_method: method.token, expand: EXPAND, ...returning(returnUrl) };
      return settle(() => intents.confirm(providerRef, options, { idempotencyKey: key }), key);
    },
    async capturePayment(providerRef, { amount, isFinal }, key) {
      if (!isFinal) return refuse('INVALID_STATE');
      return captureFinally({ stripe, now }, { providerRef, amount, key });
    },
    cancelPayment: (providerRef, key) =>
      settle(() => intents.cancel(providerRef, { expand: EXPAND }, { idempotencyKey: key }), key),
    async findPayment({ paymentId, providerRef }) {
      const ref = providerRef ?? (await searchPayment(stripe, paymentId));
      const found = ref === null ? null : await findOrNull(() => intents.retrieve(ref, { expand: EXPAND }));
      return found === null ? null : paymentOf(found, answeredAt(found, now));
    },
  };
}

function creationOf(payment: NewPayment, amount: number): Stripe.PaymentIntentCreateParams {
  const { method, confirm, returnUrl, description, statementDescriptor: suffix } = payment;
  const isConfirmed = confirm && method !== null;
  return {
    amount,
    currency: payment.currency.toLowerCase(),
    capture_method: payment.capture === 'MANUAL' ? 'manual' : 'automatic',
    metadata: {
      payment_id: payment.paymentId,
      confirmed_by: method === null ? CONFIRMED_BY.payer : CONFIRMED_BY.us,
    },
    automatic_payment_methods: { enabled: true, allow_redirects: returnUrl === null ? 'never' : 'always' },
    expand: EXPAND,
    ...(description === null ? {} : { description }),
    ...(suffix === null ? {} : { statement_descriptor_suffix: suffix }),
    ...(method === null ? {} : { payment_method: method.token }),
    ...(method?.customerRef == null ? {} : { customer: method.customerRef }),
    ...(isConfirmed ? { confirm: true, ...returning(returnUrl) } : {}),
  };
}

const returning = (url: string | null): { return_url?: string } => (url === null ? {} : { return_url: url });

type IntentResponse =
  | { readonly intent: null; readonly answer: Stripe.Response<Stripe.PaymentIntent> }
  | { readonly intent: Stripe.PaymentIntent };

/** Stripe answers a decline with an error that has the payment. */
async function declineOf(call: () => Promise<Stripe.Response<Stripe.PaymentIntent>>): Promise<IntentResponse> {
  try {
    return { intent: null, answer: await call() };
  } catch (error) {
    const intent = error instanceof Stripe.errors.StripeCardError ? error.payment_intent : undefined;
    if (intent === undefined) throw error;
    return { intent };
  }
}

/** Stripe captures once, and releases the rest. */
async function captureFinally(
  { stripe, now }: StripeNeeds,
  { providerRef, amount, key }: { readonly providerRef: string; readonly amount: bigint; readonly key: string },
): ProviderResult<ProviderPayment> {
  const intent = await findOrNull(() => stripe.paymentIntents.retrieve(providerRef));
  if (intent === null) return refuse('NOT_FOUND');
  const taken = toStripeAmount(amount, intent.currency.toUpperCase());
  if (taken === null) return refuse('AMOUNT_TOO_LARGE');
  const options = { amount_to_capture: taken, expand: EXPAND };
  const captured = await attemptCall(() =>
    stripe.paymentIntents.capture(providerRef, options, { idempotencyKey: key }),
  );
  return captured.ok ? done(paymentOf(captured.value, answeredAt(captured.value, now))) : captured;
}

/** Found within a minute of its creation; until then repeating the call with its key finds it. */
async function searchPayment(stripe: Stripe, paymentId: string): Promise<string | null> {
  const { data } = await stripe.paymentIntents.search({ query: `metadata['payment_id']:'${paymentId}'`, limit: 1 });
  return data[0]?.id ?? null;
}
