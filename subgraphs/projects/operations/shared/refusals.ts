import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** The refusal of what the viewer may see and not do. */
export type NotPermitted = RefusalOf<'NotPermitted'>;

/** The refusal of what cannot be done to a thing as it is now. */
export type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] };

/** `path` is below `input`. */
export const notPermitted = (message: string, ...path: string[]) =>
  refuse<NotPermitted>({ __typename: 'NotPermitted', message, path: ['input', ...path] });

/** Something of the input that breaks a rule which only the operation knows; `path` is below `input`. */
export const invalidInput = (message: string, ...path: string[]) =>
  refuse<RefusalOf<'InvalidInput'>>({ __typename: 'InvalidInput', message, path: ['input', ...path] });

/** `from` and `allowed` are names of states. */
export const invalidState = (message: string, from: string, allowed: readonly string[], ...path: string[]) =>
  refuse<InvalidState>({ __typename: 'InvalidState', message, path: ['input', ...path], from, allowed: [...allowed] });
