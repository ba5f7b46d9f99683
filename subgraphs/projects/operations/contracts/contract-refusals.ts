import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** The refusal of what cannot be done in a state. */
export type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] };

/** The refusal of who may see a thing and not do this to it. */
export type NotPermitted = RefusalOf<'NotPermitted'>;

/** Refuses what cannot be done in a state. `field` is below `input`. */
export const invalidState = (message: string, from: string, allowed: readonly string[], field: string) =>
  refuse<InvalidState>({ __typename: 'InvalidState', message, path: ['input', field], from, allowed });

/** Refuses who may see a thing and not do this to it. `field` is below `input`. */
export const notPermitted = (message: string, field: string) =>
  refuse<NotPermitted>({ __typename: 'NotPermitted', message, path: ['input', field] });
