import { z } from 'zod';
import { ConfigurationError } from '../../runtime/settings/configuration-error.ts';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { url } from '../../runtime/settings/setting-forms.ts';
import { PUBLIC_URL_VARIABLE } from '../../runtime/settings/shared-variables.ts';
import { secret, variable } from '../../runtime/settings/variables.ts';

/** How Stripe is reached, and what its requests are verified by. */
export interface StripeSettings {
  readonly secretKey: string;
  /** Names the platform to Stripe's library in the browser; null: payers cannot use that. */
  readonly publishableKey: string | null;
  /** Two while one replaces the other. */
  readonly webhookSecrets: readonly string[];
}

/** How payments are made. */
export interface PaymentsSettings {
  /** Null: none is configured, and no payment can be made. */
  readonly provider: 'sandbox' | 'stripe' | null;
  /** Null unless Stripe is the provider. */
  readonly stripe: StripeSettings | null;
  /** Signs webhooks, and authenticates requests to the sandbox. */
  readonly secret: string;
  /** ISO 4217 codes of the currencies that payments can be made in. */
  readonly currencies: readonly string[];
  /** Where clients reach the gateway, without a slash at its end; null: it is not known. */
  readonly publicUrl: string | null;
  /** Where the sandbox posts its webhooks; null: to the process itself. */
  readonly sandboxWebhookUrl: string | null;
  /** Whether `http:` addresses of clients are refused. */
  readonly isProduction: boolean;
  /** How long payers may refund payments themselves, in days; 0: not at all. */
  readonly payerRefundDays: number;
}

const VARIABLES = {
  ...PUBLIC_URL_VARIABLE,
  PAYMENTS_PROVIDER: variable(z.enum(['sandbox', 'stripe']).optional(), {
    about:
      'Who charges people and pays them. `sandbox` moves no money. Default: `sandbox` in development; in production none, and payments are refused.',
    example: 'stripe',
  }),
  PAYMENTS_SANDBOX_IN_PRODUCTION: variable(z.enum(['on', 'off']).default('off'), {
    about: '`on` allows the sandbox in production: everybody can deposit money that does not exist.',
    example: 'off',
  }),
  PAYMENTS_SANDBOX_WEBHOOK_URL: variable(url('https:', 'http:').optional(), {
    about: 'Where the sandbox posts its webhooks. Default: to the process that serves payments.',
    example: 'http://localhost:4000/webhooks/payments/sandbox',
  }),
  STRIPE_SECRET_KEY: variable(z.string().min(1).optional(), {
    about:
      'Stripe: a secret or restricted key of the account, the key for browsers, and the signing secrets of its webhooks, two separated by a comma while one replaces the other.',
  }),
  STRIPE_PUBLISHABLE_KEY: variable(z.string().min(1).optional(), {}),
  STRIPE_WEBHOOK_SECRETS: variable(
    z
      .string()
      .regex(/^whsec_[^,\s]+(,whsec_[^,\s]+)*$/, 'Secrets begin with whsec_, and are separated by commas')
      .optional(),
    { example: 'whsec_new,whsec_old' },
  ),
  PAYMENTS_SECRET: secret(
    'Signs webhooks to merchants and of the sandbox, and seals what tax law requires to be kept of deleted people. Without the one that sealed them, these records cannot be read any more.',
  ),
  PAYMENTS_CURRENCIES: variable(
    z
      .string()
      .regex(/^[A-Z]{3}(,[A-Z]{3})*$/)
      .default('EUR,USD,GBP,CHF'),
    { about: 'Currencies that payments can be made in, separated by commas.', example: 'EUR,USD,GBP,CHF' },
  ),
  PAYMENTS_PAYER_REFUND_DAYS: variable(z.coerce.number().int().min(0).max(365).default(14), {
    about: 'How long payers may refund deposits, and payments to the platform, themselves. In days; 0: not at all.',
    example: '14',
  }),
};

/** Reads the variables of this domain. */
export const settings = defineSettings(VARIABLES, (values, { production, publicUrl }): PaymentsSettings => {
  const provider = values.PAYMENTS_PROVIDER ?? (production ? null : 'sandbox');
  if (production && provider === 'sandbox' && values.PAYMENTS_SANDBOX_IN_PRODUCTION === 'off')
    throw new ConfigurationError(
      'PAYMENTS_PROVIDER: sandbox is refused in production without PAYMENTS_SANDBOX_IN_PRODUCTION=on',
    );
  return {
    provider,
    stripe: provider === 'stripe' ? stripeSettingsOf(values) : null,
    secret: values.PAYMENTS_SECRET,
    currencies: values.PAYMENTS_CURRENCIES.split(','),
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? null,
    sandboxWebhookUrl: values.PAYMENTS_SANDBOX_WEBHOOK_URL ?? null,
    isProduction: production,
    payerRefundDays: values.PAYMENTS_PAYER_REFUND_DAYS,
  };
});

interface StripeVariables {
  readonly STRIPE_SECRET_KEY?: string | undefined;
  readonly STRIPE_PUBLISHABLE_KEY?: string | undefined;
  readonly STRIPE_WEBHOOK_SECRETS?: string | undefined;
}

/** @throws ConfigurationError when a part is missing without which payments would begin and never end. */
function stripeSettingsOf(values: StripeVariables): StripeSettings {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRETS: secrets } = values;
  if (secretKey === undefined)
    throw new ConfigurationError('STRIPE_SECRET_KEY: must be set, since PAYMENTS_PROVIDER is stripe');
  if (secrets === undefined)
    throw new ConfigurationError('STRIPE_WEBHOOK_SECRETS: must be set, since PAYMENTS_PROVIDER is stripe');
  return { secretKey, publishableKey: values.STRIPE_PUBLISHABLE_KEY ?? null, webhookSecrets: secrets.split(',') };
}
