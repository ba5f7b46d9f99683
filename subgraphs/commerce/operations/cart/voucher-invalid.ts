import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** Says neither whether there is such a code nor whom it is of. */
export const voucherInvalid = (...path: string[]) =>
  refuse<RefusalOf<'VoucherInvalid'>>({
    __typename: 'VoucherInvalid',
    message: 'This code takes nothing off what is in your cart.',
    path: ['input', ...path],
  });
