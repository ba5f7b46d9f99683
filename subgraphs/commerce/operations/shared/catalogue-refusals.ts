import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** The refusal of a number that the seller uses for another variant. */
export type SkuTaken = RefusalOf<'SkuTaken'>;

/** The refusal of a slug that is another product's. */
export type SlugTaken = RefusalOf<'SlugTaken'>;

/** The refusal of amounts in another currency than that of the product. */
export type CurrencyMismatch = RefusalOf<'CurrencyMismatch'>;

/** The refusal of a product that lacks something: values of the enum `ProductRequirement`. */
export type ProductIncomplete = RefusalOf<'ProductIncomplete'> & {
  readonly missing: readonly ('SHOP' | 'VARIANT' | 'IMAGE')[];
};

/** `path` is below `input`. */
export const catalogueRefusal = {
  invalidInput: (message: string, ...path: string[]) =>
    refuse<RefusalOf<'InvalidInput'>>({ __typename: 'InvalidInput', message, path: ['input', ...path] }),
  skuTaken: (sku: string, ...path: string[]) =>
    refuse<SkuTaken>({
      __typename: 'SkuTaken',
      message: `You use the number ${sku} for another variant.`,
      path: ['input', ...path],
    }),
  slugTaken: (...path: string[]) =>
    refuse<SlugTaken>({
      __typename: 'SlugTaken',
      message: 'Another product has this address already.',
      path: ['input', ...path],
    }),
  currencyMismatch: (currency: string, ...path: string[]) =>
    refuse<CurrencyMismatch>({
      __typename: 'CurrencyMismatch',
      message: `All prices of this product are in ${currency}.`,
      path: ['input', ...path],
    }),
  productIncomplete: (missing: ProductIncomplete['missing'], ...path: string[]) =>
    refuse<ProductIncomplete>({
      __typename: 'ProductIncomplete',
      message: `Before it can be sold the product needs ${missing.map((part) => NEEDS[part]).join(', ')}.`,
      path: ['input', ...path],
      missing,
    }),
} as const;

const NEEDS = { SHOP: 'a shop that is open', VARIANT: 'a variant', IMAGE: 'a picture' } as const;
