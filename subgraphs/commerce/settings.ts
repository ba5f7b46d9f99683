import { z } from 'zod';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { PUBLIC_URL_VARIABLE } from '../../runtime/settings/shared-variables.ts';
import { secret, variable } from '../../runtime/settings/variables.ts';

/** What the environment says about commerce. */
export interface CommerceSettings {
  /** What the platform keeps of an order, in hundredths of a percent, unless a shop has a fee of its own. */
  readonly feeBasisPoints: number;
  /** Tax that is added to prices, in hundredths of a percent, by an ISO 3166-1 alpha-2 code of the country. */
  readonly taxRates: Readonly<Record<string, number>>;
  /** Seals what the law requires to be kept of people who have deleted their account. */
  readonly secret: string;
  /** Sign access to files and invoices; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
  /** Where clients reach the gateway. */
  readonly publicUrl: string;
}

const taxRates = z
  .string()
  .transform((text) => text.split(',').map((entry) => entry.trim().split(':')))
  .refine(
    (entries) =>
      entries.every(
        ([country = '', rate = '']) => /^[A-Z]{2}$/.test(country) && /^\d{1,5}$/.test(rate) && Number(rate) <= 10_000,
      ),
    'must be a list such as DE:1900,FR:2000',
  )
  .transform((entries) => Object.fromEntries(entries.map(([country = '', rate]) => [country, Number(rate)])));

const VARIABLES = {
  COMMERCE_SECRET: secret(
    'Seals what tax law requires to be kept of the orders of deleted people. Without the one that sealed them, these records cannot be read any more.',
  ),
  COMMERCE_TAX_RATES: variable(taxRates.optional(), {
    about:
      'Tax that is added to prices and shipping, by country of the address, in hundredths of a percent. Without it: none.',
    example: 'DE:1900,FR:2000',
  }),
  COMMERCE_FEE_BASIS_POINTS: variable(z.coerce.number().int().min(0).max(10_000).default(500), {
    about: 'What the platform keeps of what is sold, in hundredths of a percent; shops may have a fee of their own.',
    example: '500',
  }),
  ...LINK_VARIABLES,
  ...PUBLIC_URL_VARIABLE,
};

/** Reads the variables of this domain. */
export const settings = defineSettings(
  VARIABLES,
  (values, { publicUrl, port }): CommerceSettings => ({
    feeBasisPoints: values.COMMERCE_FEE_BASIS_POINTS,
    taxRates: values.COMMERCE_TAX_RATES ?? {},
    secret: values.COMMERCE_SECRET,
    linkSecrets: linkSecretsOf(values),
    publicUrl: publicUrl ?? `http://localhost:${port}`,
  }),
);
