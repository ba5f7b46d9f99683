import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CURRENCY_EXPONENTS } from '../../../../runtime/money/currencies.ts';
import { chargeBody, intentBody, payoutBody, refundBody } from '../../fixtures/stripe-bodies.ts';
import { type StripeServer, serveStripe, stripeError } from '../../fixtures/stripe-server.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { NewPayment } from '../../provider/provider-calls.ts';
import { openStripe } from './open-stripe.ts';
import { fromStripeAmount, toStripeAmount } from './stripe-amounts.ts';

let server: StripeServer;
let stripe: PaymentProvider;
beforeAll(async () => {
  server = await serveStripe();
  const settings = { secretKey: 'sk_test_1', publishableKey: 'pk_test_1', webhookSecrets: ['whsec_1'] };
  stripe = openStripe(settings, () => new Date(), server);
});
beforeEach(() => {
  server.requests.length = 0;
});
afterAll(() => server?.close());

const NEW: NewPayment = {
  paymentId: 'pay_1',
  amount: 1500n,
  currency: 'EUR',
  capture: 'AUTOMATIC',
  description: 'Soup',
  statementDescriptor: 'SOUP',
  method: { token: 'pm_1', customerRef: 'cus_1' },
  confirm: true,
  returnUrl: 'https://app.example/paid',
};
const calls = () => server.requests.map(({ name, key }) => [name, key]);

describe('amounts', () => {
  test.each([
    [1500n, 'EUR', 1500],
    [1500n, 'JPY', 1500],
    [15n, 'ISK', 1500],
    [15n, 'UGX', 1500],
    [1500n, 'MGA', 15],
    [1500n, 'KWD', 1500],
    [100_000_000n, 'EUR', null],
    [1555n, 'MGA', null],
    [1505n, 'KWD', null],
  ])('%d %s', (amount, currency, expected) => {
    expect(toStripeAmount(amount, currency)).toBe(expected);
  });

  test('what Stripe takes comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 999_999n }),
        fc.constantFrom(...CURRENCY_EXPONENTS.keys()),
        (amount, currency) => {
          const sent = toStripeAmount(amount, currency);
          if (sent !== null) expect(fromStripeAmount(sent, currency.toLowerCase())).toBe(amount);
        },
      ),
      { seed: 20_261_201, numRuns: 500 },
    );
  });
});

describe('payments', () => {
  test('are made with our id, our key and the method of the customer', async () => {
    server.answers = {
      'POST /v1/payment_intents': intentBody({ amount_received: 1500, latest_charge: chargeBody() }),
    };
    expect(await stripe.createPayment(NEW, 'pcm_1')).toMatchObject({
      ok: true,
      value: {
        ...{ providerRef: 'pi_1', paymentId: 'pay_1', state: 'SUCCEEDED', captured: 1500n, fee: 47n, failure: null },
        method: { kind: 'CARD', brand: 'visa', last4: '4242', expiryMonth: 8, expiryYear: 2030 },
      },
    });
    expect(server.requests).toEqual([
      {
        ...{ name: 'POST /v1/payment_intents', key: 'pcm_1', account: null },
        params: {
          ...{
            amount: '1500',
            currency: 'eur',
            capture_method: 'automatic',
            customer: 'cus_1',
            payment_method: 'pm_1',
          },
          ...{ confirm: 'true', return_url: NEW.returnUrl, description: 'Soup', statement_descriptor_suffix: 'SOUP' },
          ...{ 'metadata[payment_id]': 'pay_1', 'metadata[confirmed_by]': 'platform' },
          'automatic_payment_methods[enabled]': 'true',
          'automatic_payment_methods[allow_redirects]': 'always',
          'expand[0]': 'latest_charge.balance_transaction',
        },
      },
    ]);
  });

  test('that wait for a method are completed by the payer', async () => {
    server.answers = {
      'POST /v1/payment_intents': intentBody({
        ...{ status: 'requires_payment_method', metadata: { payment_id: 'pay_1', confirmed_by: 'payer' } },
      }),
    };
    const created = await stripe.createPayment({ ...NEW, method: null, capture: 'MANUAL' }, 'pcm_1');
    expect(created).toMatchObject({
      ok: true,
      value: { state: 'REQUIRES_METHOD', nextAction: { kind: 'CLIENT_SECRET', clientSecret: 'pi_1_secret_2' } },
    });
    const { params } = server.requests[0] ?? { params: {} };
    expect(params).toMatchObject({ capture_method: 'manual', 'metadata[confirmed_by]': 'payer' });
    expect(params).not.toHaveProperty('confirm');
  });

  test.each(['createPayment', 'confirmPayment'] as const)(
    'that are declined by %s fail, and are closed',
    async (call) => {
      const error = { code: 'card_declined', decline_code: 'insufficient_funds', type: 'card_error', message: 'No.' };
      const intent = intentBody({ status: 'requires_payment_method', last_payment_error: error });
      const declined = stripeError(402, { ...error, payment_intent: intent });
      server.answers = {
        'POST /v1/payment_intents': declined,
        'POST /v1/payment_intents/pi_1': intentBody({ status: 'requires_confirmation' }),
        'POST /v1/payment_intents/pi_1/confirm': declined,
        'POST /v1/payment_intents/pi_1/cancel': intentBody({ status: 'canceled', last_payment_error: error }),
      };
      const options = { method: { token: 'pm_1', customerRef: null }, returnUrl: null };
      const result =
        call === 'createPayment'
          ? await stripe.createPayment(NEW, 'pcm_1')
          : await stripe.confirmPayment('pi_1', options, 'pcm_1');
      expect(result).toMatchObject({
        ok: true,
        value: {
          ...{ state: 'FAILED', captured: 0n, nextAction: null },
          failure: { code: 'INSUFFICIENT_FUNDS', declineCode: 'insufficient_funds', isRetryable: true },
        },
      });
      expect(calls().at(-1)).toEqual(['POST /v1/payment_intents/pi_1/cancel', 'pcm_1:close']);
    },
  );

  test('that are in another state are refused, and a server that fails is calls again with the same key', async () => {
    const unexpected = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: 'No.' };
    server.answers = {
      'GET /v1/payment_intents/pi_1': intentBody({ status: 'canceled' }),
      'POST /v1/payment_intents/pi_1/capture': stripeError(400, unexpected),
      'POST /v1/payment_intents/pi_1/cancel': stripeError(500, { type: 'api_error', message: 'Oops.' }),
    };
    expect(await stripe.capturePayment('pi_1', { amount: 500n, isFinal: true }, 'pcm_1')).toEqual({
      ...{ ok: false, refusal: 'INVALID_STATE' },
    });
    expect(server.requests.at(-1)?.params).toMatchObject({ amount_to_capture: '500' });
    await expect(stripe.cancelPayment('pi_1', 'pcm_2')).rejects.toThrow('Oops.');
    expect(calls().filter(([, key]) => key === 'pcm_2')).toHaveLength(2);
    expect(await stripe.capturePayment('pi_1', { amount: 500n, isFinal: false }, 'pcm_3')).toMatchObject({ ok: false });
  });

  test('are found by our id where Stripe’s is not known', async () => {
    server.answers = {
      'GET /v1/payment_intents/search': { object: 'search_result', data: [intentBody()], has_more: false, url: '' },
      'GET /v1/payment_intents/pi_1': intentBody({ amount_received: 1500 }),
    };
    expect(await stripe.findPayment({ paymentId: 'pay_1', providerRef: null })).toMatchObject({ state: 'SUCCEEDED' });
    expect(server.requests[0]?.params).toMatchObject({ query: "metadata['payment_id']:'pay_1'" });
    server.answers = {};
    expect(await stripe.findPayment({ paymentId: 'pay_1', providerRef: 'pi_1' })).toBeNull();
  });
});

test('refunds are found by our id, never by the latest of the payment', async () => {
  const [ours, latest] = [refundBody(), refundBody({ id: 're_2', metadata: {}, status: 'failed' })];
  server.answers = {
    'GET /v1/payment_intents/pi_1': intentBody(),
    'POST /v1/refunds': refundBody({ status: 'pending' }),
    'GET /v1/refunds': { object: 'list', data: [latest, ours], has_more: false, url: '/v1/refunds' },
  };
  expect(await stripe.refundPayment('pi_1', { refundId: 'rfd_1', amount: 500n }, 'rfd_1')).toMatchObject({
    ...{ ok: true, value: { providerRef: 're_1', refundId: 'rfd_1', state: 'PENDING' } },
  });
  expect(server.requests.at(-1)).toMatchObject({
    ...{ key: 'rfd_1', params: { amount: '500', payment_intent: 'pi_1', 'metadata[refund_id]': 'rfd_1' } },
  });
  const named = { refundId: 'rfd_1', providerRef: null, paymentRef: 'pi_1' };
  expect(await stripe.findRefund(named)).toMatchObject({ providerRef: 're_1', state: 'SUCCEEDED' });
  server.answers = { 'GET /v1/refunds': { object: 'list', data: [latest], has_more: false, url: '/v1/refunds' } };
  expect(await stripe.findRefund(named)).toBeNull();
});

describe('methods', () => {
  const card = { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2030 };
  const method = (customer: string | null) => ({ id: 'pm_1', object: 'payment_method', type: 'card', card, customer });

  test('are attached once, and those of others are not', async () => {
    const details = { kind: 'CARD', brand: 'visa', last4: '4242', expiryMonth: 8, expiryYear: 2030 };
    server.answers = {
      'GET /v1/payment_methods/pm_1': method(null),
      'POST /v1/payment_methods/pm_1/attach': method('cus_1'),
    };
    const attached = { ok: true, value: { providerRef: 'pm_1', details } };
    expect(await stripe.attachMethod('cus_1', 'pm_1', 'k')).toEqual(attached);
    server.answers = { 'GET /v1/payment_methods/pm_1': method('cus_1') };
    expect(await stripe.attachMethod('cus_1', 'pm_1', 'k')).toEqual(attached);
    expect(await stripe.attachMethod('cus_2', 'pm_1', 'k')).toEqual({ ok: false, refusal: 'METHOD_NOT_AVAILABLE' });
    expect(await stripe.attachMethod('cus_2', 'pm_2', 'k')).toEqual({ ok: false, refusal: 'METHOD_NOT_AVAILABLE' });
  });

  test('that are gone are forgotten', async () => {
    server.answers = {};
    await stripe.detachMethod('pm_1');
    await stripe.deleteCustomer('cus_1');
  });
});

describe('payouts', () => {
  const customer = { id: 'cus_1', object: 'customer', metadata: { account_id: 'acct_1' } };
  const transfer = { id: 'tr_1', object: 'transfer', destination: 'acct_1', reversed: false };
  const transfers = { object: 'list', data: [transfer], has_more: false, url: '/v1/transfers' };
  const order = {
    ...{ payoutId: 'pyo_1', amount: 900n, currency: 'EUR', method: { token: 'ba_1', customerRef: 'cus_1' } },
  };
  const base = {
    'GET /v1/customers/cus_1': customer,
    'POST /v1/transfers': transfer,
    'GET /v1/transfers': transfers,
    'POST /v1/transfers/tr_1/reversals': { id: 'trr_1', object: 'transfer_reversal' },
  };

  test('are transferred to the account of the person, and paid from there', async () => {
    server.answers = { ...base, 'POST /v1/payouts': payoutBody() };
    expect(await stripe.createPayout(order, 'pyo_1')).toMatchObject({
      ...{ ok: true, value: { providerRef: 'acct_1/po_1', payoutId: 'pyo_1', state: 'SUBMITTED' } },
    });
    expect(server.requests.slice(1)).toMatchObject([
      { name: 'POST /v1/transfers', key: 'pyo_1:transfer', params: { destination: 'acct_1', amount: '900' } },
      { name: 'POST /v1/payouts', key: 'pyo_1', account: 'acct_1', params: { destination: 'ba_1', amount: '900' } },
    ]);
  });

  test('that Stripe refuses, or that fail, are transferred back', async () => {
    const refused = { type: 'invalid_request_error', code: 'payouts_not_allowed', message: 'No.' };
    server.answers = { ...base, 'POST /v1/payouts': stripeError(400, refused) };
    expect(await stripe.createPayout(order, 'pyo_1')).toEqual({ ok: false, refusal: 'METHOD_NOT_AVAILABLE' });
    expect(calls().at(-1)).toEqual(['POST /v1/transfers/tr_1/reversals', 'pyo_1:reversal']);

    const failed = payoutBody({ status: 'failed', failure_code: 'no_account' });
    server.answers = { ...base, 'GET /v1/payouts/po_1': failed };
    expect(await stripe.findPayout({ payoutId: 'pyo_1', providerRef: 'acct_1/po_1' })).toMatchObject({
      ...{ state: 'FAILED', failureCode: 'ACCOUNT_DETAILS_WRONG' },
    });
    expect(calls().at(-1)).toEqual(['POST /v1/transfers/tr_1/reversals', 'pyo_1:reversal']);
  });

  test('an account is opened for the first payout method, in the country of the bank', async () => {
    const bank = {
      id: 'ba_1',
      object: 'bank_account',
      country: 'DE',
      currency: 'eur',
      bank_name: 'BANK',
      last4: '3000',
    };
    server.answers = {
      'GET /v1/tokens/btok_1': { id: 'btok_1', object: 'token', bank_account: bank },
      'GET /v1/customers/cus_1': { ...customer, metadata: {} },
      'POST /v1/accounts': { id: 'acct_1', object: 'account' },
      'POST /v1/customers/cus_1': customer,
      'POST /v1/accounts/acct_1/external_accounts': bank,
    };
    expect(await stripe.attachPayoutMethod('cus_1', { token: 'btok_1', currency: 'EUR' }, 'k')).toMatchObject({
      ...{ ok: true, value: { providerRef: 'ba_1', details: { kind: 'BANK_ACCOUNT', brand: 'BANK', last4: '3000' } } },
    });
    expect(server.requests.find(({ name }) => name === 'POST /v1/accounts')).toMatchObject({
      ...{ key: 'account-of-cus_1', params: { country: 'DE', 'settings[payouts][schedule][interval]': 'manual' } },
    });
    expect(await stripe.attachPayoutMethod('cus_1', { token: 'btok_1', currency: 'USD' }, 'k')).toMatchObject({
      ...{ ok: false, refusal: 'METHOD_NOT_AVAILABLE' },
    });
  });
});
