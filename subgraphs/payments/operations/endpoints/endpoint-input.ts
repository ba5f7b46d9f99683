import { z } from 'zod';
import { refuse } from '../../../../runtime/operations/result.ts';
import { paymentInput } from '../payments/payment-input.ts';
import { PAYMENT_EVENTS } from './payment-events.ts';

const MAX_URL_LENGTH = 2_048;

/** Parts of inputs about webhook endpoints. */
export const endpointInput = {
  endpointId: paymentInput.id,
  url: z.string().max(MAX_URL_LENGTH, 'An address has at most 2048 characters.'),
  events: z
    .array(z.enum(PAYMENT_EVENTS))
    .max(PAYMENT_EVENTS.length, 'Name each kind of event once.')
    .transform((events) => [...new Set(events)]),
} as const;

/** The refusal of an address that nothing is sent to. */
export const addressRefused = (objection: string) =>
  refuse({ __typename: 'InvalidInput', message: objection, path: ['input', 'url'] });
