import Stripe from 'stripe';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { StripeSettings } from '../../settings.ts';
import { stripeLimitsOf } from './stripe-amounts.ts';
import { createStripeDisputes } from './stripe-disputes.ts';
import { createStripeMethods } from './stripe-methods.ts';
import { createStripePayments } from './stripe-payments.ts';
import { createStripePayouts } from './stripe-payouts.ts';
import { createStripeRefunds } from './stripe-refunds.ts';
import { createStripeWebhooks } from './stripe-webhook.ts';

/** Where Stripe's API listens, when it is not Stripe itself. */
export interface StripeServer {
  readonly host: string;
  readonly port: number;
}

/** Longer than Stripe takes unless something is wrong with it; the call is then repeated with its key. */
const TIMEOUT_MS = 20_000;

/** Stripe by its official client. Connects when it is first called. */
export function openStripe(
  { secretKey, publishableKey, webhookSecrets }: StripeSettings,
  now: () => Date,
  server?: StripeServer,
): PaymentProvider {
  const stripe = new Stripe(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(server === undefined ? {} : { host: server.host, port: server.port, protocol: 'http' }),
  });
  const needs = { stripe, now };
  return {
    name: 'stripe',
    publishableKey,
    capturesInParts: false,
    limitsOf: stripeLimitsOf,
    ...createStripePayments(needs),
    ...createStripeRefunds(needs),
    ...createStripeDisputes(needs),
    ...createStripeMethods(needs),
    ...createStripePayouts(needs),
    ...createStripeWebhooks(stripe.webhooks, webhookSecrets),
    close: async () => undefined,
  };
}
