import { GraphQLError } from 'graphql';
import type { Denial } from './access-check.ts';

type Path = readonly (string | number)[];

/** The error for a denied selection at a response path. */
export function denialError(denial: Denial, path: Path): GraphQLError {
  if (denial.code === 'BAD_USER_INPUT') return nullVariable(denial.variable, path);
  const message = denial.code === 'UNAUTHENTICATED' ? 'Sign in to read this.' : 'You may not read this.';
  return new GraphQLError(message, { path, extensions: { code: denial.code } });
}

/** The error for a null variable that is used where null is not allowed. */
export const nullVariable = (variable: string, path?: Path): GraphQLError =>
  new GraphQLError(`The variable \`$${variable}\` must not be null where it is used.`, {
    path,
    extensions: { code: 'BAD_USER_INPUT' },
  });
