import { done, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import { detailsOfMethod } from './stripe-method-details.ts';
import { idOf, type StripeNeeds } from './stripe-objects.ts';
import { attemptCall, findOrNull } from './stripe-refusals.ts';

type MethodCalls = Pick<
  PaymentProvider,
  'createCustomer' | 'createMethodSetup' | 'attachMethod' | 'detachMethod' | 'deleteCustomer'
>;

/** Saved methods: PaymentMethods of a Customer, whom Stripe knows by our id alone. */
export const createStripeMethods = ({ stripe }: Pick<StripeNeeds, 'stripe'>): MethodCalls => ({
  async createCustomer(userId, key) {
    const { id } = await stripe.customers.create({ metadata: { user_id: userId } }, { idempotencyKey: key });
    return id;
  },
  // Stripe's library takes the method on the client's own page, and returns to the address that it is given there.
  createMethodSetup: (customerRef) =>
    attemptCall(async () => {
      const { client_secret: clientSecret } = await stripe.setupIntents.create({
        customer: customerRef,
        usage: 'off_session',
        automatic_payment_methods: { enabled: true },
      });
      return { clientSecret, url: null };
    }),
  async attachMethod(customerRef, token, key) {
    const given = await attemptCall(() => stripe.paymentMethods.retrieve(token));
    if (!given.ok) return given.refusal === 'NOT_FOUND' ? refuse('METHOD_NOT_AVAILABLE') : given;
    const owner = idOf(given.value.customer);
    // What a setup has saved is attached to the customer already.
    if (owner === customerRef) return done({ providerRef: token, details: detailsOfMethod(given.value) });
    if (owner !== null) return refuse('METHOD_NOT_AVAILABLE');
    const attach = () => stripe.paymentMethods.attach(token, { customer: customerRef }, { idempotencyKey: key });
    const attached = await attemptCall(attach);
    if (!attached.ok) return attached;
    return done({ providerRef: attached.value.id, details: detailsOfMethod(attached.value) });
  },
  async detachMethod(providerRef) {
    const found = await findOrNull(() => stripe.paymentMethods.retrieve(providerRef));
    if (found === null || found.customer === null) return;
    await findOrNull(() => stripe.paymentMethods.detach(providerRef));
  },
  async deleteCustomer(customerRef) {
    const customer = await findOrNull(() => stripe.customers.retrieve(customerRef));
    if (customer === null || customer.deleted === true) return;
    const account = customer.metadata['account_id'];
    await findOrNull(() => stripe.customers.del(customerRef));
    if (account !== undefined) await findOrNull(() => stripe.accounts.del(account));
  },
});
