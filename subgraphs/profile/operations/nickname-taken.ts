import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';

/** The nickname cannot be used. */
export type NicknameTaken = RefusalOf<'NicknameTaken'>;

/** Refuses a nickname that is taken, resembles a taken one or is reserved, without disclosing which. */
export const nicknameTaken = () =>
  refuse({ __typename: 'NicknameTaken', message: 'This nickname is not available.', path: ['input', 'nickname'] });
