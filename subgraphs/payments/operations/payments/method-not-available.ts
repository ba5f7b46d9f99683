import { refuse } from '../../../../runtime/operations/result.ts';

/** The refusal of a method that cannot be used, or where no provider is configured. */
export const methodNotAvailable = (message: string, ...path: string[]) =>
  refuse({ __typename: 'MethodNotAvailable', message, path: ['input', ...path] });
