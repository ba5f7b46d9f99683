import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** Refuses more than there is. */
export const outOfStock = (available: bigint, ...path: string[]) =>
  refuse<RefusalOf<'OutOfStock'> & { readonly available: number }>({
    __typename: 'OutOfStock',
    message: available > 0n ? `Only ${available} are left.` : 'This is sold out.',
    path: ['input', ...path],
    available: Number(available > 0n ? available : 0n),
  });
