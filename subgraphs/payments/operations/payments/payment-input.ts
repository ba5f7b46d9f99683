import { z } from 'zod';
import { idempotencyKey } from '../../../../runtime/idempotency/once.ts';
import { text } from '../../../../runtime/operations/parse-input.ts';

/** Parts of inputs about payments. */
export const paymentInput = {
  id: z.string().max(100, 'That is no id.'),
  money: z.object({ amount: z.bigint().positive('An amount is above zero.'), currency: z.string() }),
  amount: z.bigint().positive('An amount is above zero.'),
  reference: z.object({
    type: z.string().regex(/^[a-z0-9-]{1,40}$/, 'The kind of a thing consists of 1 to 40 of a-z, 0-9 and -.'),
    id: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'The id of a thing consists of 1 to 100 characters.'),
  }),
  method: z.object({
    token: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'That is no token of the payment provider.'),
  }),
  description: text('A description', { max: 200, singleLine: true }),
  reason: text('A reason', { max: 500 }),
  statementDescriptor: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9 .-]{1,22}$/, 'A statement says 1 to 22 letters, digits, spaces, dots and hyphens.'),
  metadata: z
    .array(
      z.object({
        name: text('A name', { max: 40, singleLine: true }),
        value: text('A value', { min: 0, max: 500 }),
      }),
    )
    .max(20, 'A payment has at most 20 names in its metadata.')
    .refine(
      (entries) => new Set(entries.map(({ name }) => name)).size === entries.length,
      'A name stands once in the metadata.',
    ),
  key: idempotencyKey,
} as const;

/** An address that a provider’s page may return to. */
export const returnUrl = (isProduction: boolean) =>
  z.string().refine(
    (address) => {
      const url = URL.parse(address);
      const protocols = isProduction ? ['https:'] : ['https:', 'http:'];
      return url !== null && protocols.includes(url.protocol) && url.username === '' && url.password === '';
    },
    isProduction ? 'The address begins with https://.' : 'The address begins with https:// or http://.',
  );
