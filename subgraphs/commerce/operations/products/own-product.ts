import { notFound } from '../../../../runtime/operations/parse-input.ts';

/** The refusal of a product that is not the viewer's. */
export const noProduct = () => notFound('You have no such product.', 'productId');

/** The refusal of a variant that is not the viewer's. */
export const noVariant = () => notFound('You have no such variant.', 'variantId');
