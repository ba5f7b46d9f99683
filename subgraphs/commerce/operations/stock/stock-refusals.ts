import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** The refusal of fewer units than orders have reserved. */
export type StockReserved = RefusalOf<'StockReserved'> & { readonly reserved: number };

/** `path` is below `input`. */
export const stockReserved = (reserved: bigint, ...path: string[]) =>
  refuse<StockReserved>({
    __typename: 'StockReserved',
    message: `Orders have reserved ${reserved} of it.`,
    path: ['input', ...path],
    reserved: Number(reserved),
  });
