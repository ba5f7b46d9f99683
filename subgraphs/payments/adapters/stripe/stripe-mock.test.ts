import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type StripeMock, startStripeMock } from '../../../../tests/stripe-mock.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { NewPayment } from '../../provider/provider-calls.ts';
import { openStripe } from './open-stripe.ts';

const isWanted = process.env['STRIPE_MOCK'] !== undefined;
if (!isWanted)
  console.error('requests to Stripe are not checked by stripe-mock: set STRIPE_MOCK to its path, or to go');

let mock: StripeMock | null;
let stripe: PaymentProvider;
beforeAll(async () => {
  mock = await startStripeMock();
  const settings = { secretKey: 'sk_test_1', publishableKey: null, webhookSecrets: ['whsec_1'] };
  if (mock !== null) stripe = openStripe(settings, () => new Date(), mock);
}, 120_000);
afterAll(() => mock?.close());

const method = { token: 'pm_1', customerRef: 'cus_1' };
const order: NewPayment = {
  ...{ paymentId: 'pay_1', amount: 1500n, currency: 'EUR', capture: 'MANUAL', description: 'a' },
  ...{ statementDescriptor: 'A', method, confirm: true, returnUrl: 'https://app.example/' },
};
const evidence = { productDescription: 'a', delivery: 'b', communication: 'c', explanation: 'd' };

/** The mock has one fixed object of each kind: it proves requests, not behaviour. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  createPayment: () => stripe.createPayment(order, 'k1'),
  'createPayment without a method': () => stripe.createPayment({ ...order, method: null, returnUrl: null }, 'k2'),
  confirmPayment: () => stripe.confirmPayment('pi_1', { method, returnUrl: 'https://app.example/' }, 'k3'),
  capturePayment: () => stripe.capturePayment('pi_1', { amount: 100n, isFinal: true }, 'k4'),
  cancelPayment: () => stripe.cancelPayment('pi_1', 'k5'),
  findPayment: () => stripe.findPayment({ paymentId: 'pay_1', providerRef: null }),
  refundPayment: () => stripe.refundPayment('pi_1', { refundId: 'rfd_1', amount: 50n }, 'k6'),
  findRefund: () => stripe.findRefund({ refundId: 'rfd_1', providerRef: null, paymentRef: 'pi_1' }),
  submitEvidence: () => stripe.submitEvidence('dp_1', evidence, 'k7'),
  acceptDispute: () => stripe.acceptDispute('dp_1', 'k8'),
  findDispute: () => stripe.findDispute('dp_1'),
  createCustomer: () => stripe.createCustomer('usr_1', 'k9'),
  createMethodSetup: () => stripe.createMethodSetup('cus_1', 'https://app.example/'),
  attachMethod: () => stripe.attachMethod('cus_1', 'pm_1', 'k10'),
  detachMethod: () => stripe.detachMethod('pm_1'),
  deleteCustomer: () => stripe.deleteCustomer('cus_1'),
  attachPayoutMethod: () => stripe.attachPayoutMethod('cus_1', { token: 'btok_1', currency: 'USD' }, 'k11'),
  detachPayoutMethod: () => stripe.detachPayoutMethod('cus_1', 'ba_1'),
  createPayout: () => stripe.createPayout({ payoutId: 'pyo_1', amount: 100n, currency: 'USD', method }, 'k12'),
  findPayout: () => stripe.findPayout({ payoutId: 'pyo_1', providerRef: 'acct_1/po_1' }),
};

(isWanted ? test : test.skip).each(Object.entries(CALLS))('Stripe takes the request of %s', async (_, call) => {
  // A request that Stripe's description does not allow is answered with 400, which throws.
  await expect(call()).resolves.not.toThrow();
});
