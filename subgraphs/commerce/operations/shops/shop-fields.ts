import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';

/** Fields of a shop as its seller sends them. */
export const SHOP_FIELDS = {
  name: text('A name', { min: 2, max: 80, singleLine: true }),
  description: text('A description', { min: 0, max: 2_000 }),
  returnPolicy: text('A policy', { min: 0, max: 5_000 }),
  shippingPolicy: text('A policy', { min: 0, max: 5_000 }),
  payoutMethodId: z.string().max(100),
};
