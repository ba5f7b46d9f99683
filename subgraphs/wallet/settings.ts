import { z } from 'zod';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { PUBLIC_URL_VARIABLE } from '../../runtime/settings/shared-variables.ts';
import { variable } from '../../runtime/settings/variables.ts';

/** Which currencies people may have, and how much they may send. */
export interface WalletSettings {
  /** ISO 4217 codes; an account in the first one opens by itself. */
  readonly currencies: readonly [string, ...string[]];
  /** What one transfer may move, in minor units of its currency. */
  readonly transferLimit: bigint;
  /** What may leave an account by the will of its owner on one day in UTC, in minor units of its currency. */
  readonly dailyLimit: bigint;
  /** People are notified of money that arrives from this amount on, in minor units of its currency. */
  readonly notifiedAmount: bigint;
  /** For how long a withdrawal can be cancelled. */
  readonly withdrawalDelaySeconds: number;
  /** Sign addresses of statements; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
  /** Where clients reach the gateway. */
  readonly publicUrl: string;
}

const currencies = z
  .string()
  .transform((codes) => codes.split(',').map((code) => code.trim()))
  .refine(
    (codes) => codes.every((code) => /^[A-Z]{3}$/.test(code)),
    'must be codes of three letters, separated by commas',
  )
  .transform((codes, context): readonly [string, ...string[]] => {
    const [first, ...others] = new Set(codes);
    if (first !== undefined) return [first, ...others];
    context.addIssue({ code: 'custom', message: 'must name a currency' });
    return z.NEVER;
  });

const minorUnits = z.coerce
  .bigint()
  .min(1n)
  .max(2n ** 63n - 1n);

const VARIABLES = {
  WALLET_CURRENCIES: variable(currencies.default(['EUR', 'USD', 'GBP', 'CHF']), {
    about: 'Currencies of accounts, as ISO 4217 codes. Everybody has an account in the first one.',
    example: 'EUR,USD,GBP,CHF',
  }),
  WALLET_TRANSFER_LIMIT: variable(minorUnits.default(1_000_000n), {
    about: 'What one transfer may move, in minor units of its currency.',
    example: '1000000',
  }),
  WALLET_DAILY_LIMIT: variable(minorUnits.default(2_500_000n), {
    about: 'What may leave an account by the will of its owner on one day in UTC, in minor units of its currency.',
    example: '2500000',
  }),
  WALLET_NOTIFIED_AMOUNT: variable(minorUnits.default(100n), {
    about: 'People are notified of money that arrives from this amount on, in minor units of its currency.',
    example: '100',
  }),
  WALLET_WITHDRAWAL_DELAY_SECONDS: variable(z.coerce.number().int().min(0).max(604_800).default(10), {
    about: 'For how long a withdrawal can be cancelled, in seconds; then it is sent to the provider.',
    example: '10',
  }),
  ...LINK_VARIABLES,
  ...PUBLIC_URL_VARIABLE,
};

/** Reads the variables of this domain. */
export const settings = defineSettings(
  VARIABLES,
  (values, { publicUrl, port }): WalletSettings => ({
    currencies: values.WALLET_CURRENCIES,
    transferLimit: values.WALLET_TRANSFER_LIMIT,
    dailyLimit: values.WALLET_DAILY_LIMIT,
    notifiedAmount: values.WALLET_NOTIFIED_AMOUNT,
    withdrawalDelaySeconds: values.WALLET_WITHDRAWAL_DELAY_SECONDS,
    linkSecrets: linkSecretsOf(values),
    publicUrl: publicUrl ?? `http://localhost:${port}`,
  }),
);
