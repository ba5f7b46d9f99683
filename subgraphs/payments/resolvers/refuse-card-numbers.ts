import type { PaymentsContext } from '../context.ts';
import type { MutationResolvers } from '../generated.ts';
import { findCardNumber } from '../operations/card-numbers.ts';

/** What every payload has that is not null, when a mutation is refused. */
const refused = (path: readonly string[]) => ({
  isReplay: false,
  count: 0,
  errors: [
    {
      __typename: 'InvalidInput',
      message: 'Never enter card numbers here. Use the form of the payment provider.',
      path,
    },
  ],
});

type AnyResolver = (parent: unknown, args: object, context: PaymentsContext, info: unknown) => unknown;

/**
 * The mutations of the domain, none of which begins when a text of its input holds a card number: whoever stores or logs one is
 * subject to the whole of PCI DSS.
 */
export const refuseCardNumbers = (mutations: MutationResolvers): MutationResolvers => {
  const guarded = Object.entries(mutations).map(([name, resolve]) => {
    // as: the executor calls each resolver with what its own type says; here only the arguments are looked at.
    const begin = resolve as AnyResolver;
    const guard: AnyResolver = (parent, args, context, info) => {
      const path = findCardNumber(args);
      return path === null ? begin(parent, args, context, info) : refused(path);
    };
    return [name, guard];
  });
  // as: the same names, each with a resolver of the same type; every payload has `InvalidInput` among its errors.
  return Object.fromEntries(guarded) as MutationResolvers;
};
