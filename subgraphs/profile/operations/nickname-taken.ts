import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';

/** The refusal of a nickname that is not to be had. */
export type NicknameTaken = RefusalOf<'NicknameTaken'>;

/** Refuses a nickname that somebody has, or one like it, or that is kept for the operators: which of these is not said. */
export const nicknameTaken = () =>
  refuse({ __typename: 'NicknameTaken', message: 'This nickname is not available.', path: ['input', 'nickname'] });
