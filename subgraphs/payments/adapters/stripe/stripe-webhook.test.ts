import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { disputeBody, eventBody, intentBody, payoutBody, refundBody } from '../../fixtures/stripe-bodies.ts';
import { openStripe } from './open-stripe.ts';

const NOW = new Date('2026-12-01T12:00:00.000Z');
const AT = new Date(1_796_000_100_000);
const secrets = ['whsec_new', 'whsec_old'];
const settings = { secretKey: 'sk_test_1', publishableKey: null, webhookSecrets: secrets };
const stripe = openStripe(settings, () => NOW);
const body = Buffer.from(JSON.stringify(eventBody('payment_intent.succeeded', intentBody())));

/** https://docs.stripe.com/webhooks#verify-manually */
function signed(secret: string, at: Date = NOW, content: Buffer = body): Headers {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signature = createHmac('sha256', secret).update(`${seconds}.`).update(content).digest('hex');
  return new Headers({ 'stripe-signature': `t=${seconds},v1=${signature}` });
}

const verify = (headers: Headers, content: Buffer = body) => stripe.verifyWebhook({ headers, body: content, now: NOW });

test.each(secrets)('what is signed with the live secret %s is genuine', (secret) => {
  expect(verify(signed(secret))).toBe('evt_1');
});

test.each<[string, Headers, Buffer]>([
  ['without a signature', new Headers(), body],
  ['with an empty signature', new Headers({ 'stripe-signature': '' }), body],
  ['signed with another secret', signed('whsec_other'), body],
  ['of 6 minutes ago', signed('whsec_new', new Date(NOW.getTime() - 6 * 60_000)), body],
  ['of 6 minutes from now', signed('whsec_new', new Date(NOW.getTime() + 6 * 60_000)), body],
  ['that was changed', signed('whsec_new'), Buffer.concat([body, Buffer.from(' ')])],
  ['that is no JSON', signed('whsec_new', NOW, Buffer.from('x')), Buffer.from('x')],
])('an event %s is not', (_, headers, content) => {
  expect(verify(headers, content)).toBeNull();
});

const read = (type: string, object: object, changes: object = {}) =>
  stripe.readWebhook(Buffer.from(JSON.stringify(eventBody(type, object, changes))));

test.each([
  ['payment_intent.succeeded', { status: 'succeeded', amount_received: 1500 }, { state: 'SUCCEEDED', captured: 1500n }],
  ['payment_intent.processing', { status: 'processing' }, { state: 'PROCESSING', nextAction: { kind: 'WAIT' } }],
  [
    'payment_intent.requires_action',
    {
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { url: 'https://hooks.stripe.com/3d', return_url: null },
      },
    },
    { state: 'REQUIRES_ACTION', nextAction: { kind: 'REDIRECT', url: 'https://hooks.stripe.com/3d' } },
  ],
  [
    'payment_intent.requires_action',
    { status: 'requires_action', next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} } },
    { state: 'REQUIRES_ACTION', nextAction: { kind: 'CLIENT_SECRET', clientSecret: 'pi_1_secret_2' } },
  ],
  [
    'payment_intent.amount_capturable_updated',
    { status: 'requires_capture' },
    { state: 'AUTHORIZED', authorizedUntil: new Date(1_796_000_000_000 + 7 * 86_400_000) },
  ],
  ['payment_intent.canceled', { status: 'canceled' }, { state: 'CANCELLED', failure: null }],
  [
    'payment_intent.payment_failed',
    { status: 'requires_payment_method', last_payment_error: { code: 'payment_intent_authentication_failure' } },
    { state: 'FAILED', nextAction: null, failure: { code: 'AUTHENTICATION_FAILED', isRetryable: true } },
  ],
  [
    'payment_intent.payment_failed',
    {
      status: 'requires_payment_method',
      metadata: { payment_id: 'pay_1', confirmed_by: 'payer' },
      last_payment_error: { code: 'card_declined', decline_code: 'stolen_card' },
    },
    { state: 'REQUIRES_METHOD', failure: { code: 'CARD_DECLINED', declineCode: null, isRetryable: false } },
  ],
])('%s %j', (type, changes, payment) => {
  expect(read(type, intentBody(changes))).toMatchObject({
    kind: 'payment',
    payment: { providerRef: 'pi_1', paymentId: 'pay_1', at: AT, ...payment },
  });
});

test.each([
  ['refund.updated', { status: 'succeeded' }, { state: 'SUCCEEDED', failureCode: null }],
  ['refund.created', { status: 'pending' }, { state: 'PENDING', failureCode: null }],
  ['charge.refund.updated', { status: 'requires_action' }, { state: 'PENDING', failureCode: null }],
  [
    'refund.failed',
    { status: 'failed', failure_reason: 'expired_or_canceled_card' },
    { state: 'FAILED', failureCode: 'METHOD_EXPIRED' },
  ],
])('%s %j', (type, changes, refund) => {
  expect(read(type, refundBody(changes))).toEqual({
    kind: 'refund',
    refund: { providerRef: 're_1', refundId: 'rfd_1', at: AT, ...refund },
  });
});

test.each([
  ['charge.dispute.created', 'needs_response', 'NEEDS_RESPONSE', new Date(1_796_700_000_000)],
  ['charge.dispute.updated', 'under_review', 'UNDER_REVIEW', null],
  ['charge.dispute.closed', 'won', 'WON', null],
  ['charge.dispute.closed', 'lost', 'LOST', null],
])('%s: %s', (type, status, state, evidenceDueAt) => {
  expect(read(type, disputeBody({ status }))).toMatchObject({
    kind: 'dispute',
    dispute: { providerRef: 'dp_1', paymentRef: 'pi_1', amount: 1500n, reason: 'fraudulent', state, evidenceDueAt },
  });
});

test.each([
  ['payout.paid', { status: 'paid' }, { state: 'PAID', failureCode: null }],
  [
    'payout.failed',
    { status: 'failed', failure_code: 'account_closed' },
    { state: 'FAILED', failureCode: 'ACCOUNT_CLOSED' },
  ],
  ['payout.updated', { status: 'in_transit' }, { state: 'SUBMITTED', failureCode: null }],
])('%s', (type, changes, payout) => {
  expect(read(type, payoutBody(changes), { account: 'acct_1' })).toMatchObject({
    kind: 'payout',
    payout: { providerRef: 'acct_1/po_1', payoutId: 'pyo_1', arrivalDate: new Date(1_796_169_600_000), ...payout },
  });
});

test.each<[string, object, object]>([
  ['payment_intent.succeeded', intentBody({ metadata: {} }), {}],
  ['charge.dispute.created', disputeBody({ status: 'warning_needs_response' }), {}],
  ['payout.paid', payoutBody(), {}],
  ['payout.paid', payoutBody({ metadata: {} }), { account: 'acct_1' }],
  ['customer.created', { id: 'cus_1', object: 'customer' }, {}],
])('%s is nothing of ours', (type, object, changes) => {
  expect(read(type, object, changes)).toBeNull();
});
