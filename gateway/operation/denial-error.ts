import { GraphQLError } from 'graphql';
import type { Denial } from './access-check.ts';

type Path = readonly (string | number)[];

/** The error that stands for a denied selection at a place of the answer. */
export function denialError(denial: Denial, path: Path): GraphQLError {
  if (denial.code === 'BAD_USER_INPUT') return nullVariable(denial.variable, path);
  const message = denial.code === 'UNAUTHENTICATED' ? 'Sign in to read this.' : 'You may not read this.';
  return new GraphQLError(message, { path, extensions: { code: denial.code } });
}

/** The refusal of a null for a variable that is used where there must be a value; names what the client wrote itself. */
export const nullVariable = (variable: string, path?: Path): GraphQLError =>
  new GraphQLError(`The variable \`$${variable}\` must not be null where it is used.`, {
    path,
    extensions: { code: 'BAD_USER_INPUT' },
  });
