import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** The project does not take proposals now; `path` is below `input`. */
export const projectNotOpen = (...path: string[]) =>
  refuse<RefusalOf<'ProjectNotOpen'>>({
    __typename: 'ProjectNotOpen',
    message: 'This project does not take proposals now.',
    path: ['input', ...path],
  });

/** What clients do not do with their own projects. */
export const ownProject = (message: string) =>
  refuse<RefusalOf<'OwnProject'>>({ __typename: 'OwnProject', message, path: ['input', 'projectId'] });

/** The currency is not one that is in use; `path` is below `input`. */
export const currencyNotSupported = (currency: string, ...path: string[]) =>
  refuse<RefusalOf<'CurrencyNotSupported'>>({
    __typename: 'CurrencyNotSupported',
    message: `There are no projects in ${currency}.`,
    path: ['input', ...path],
  });

/** A refusal with the most that a person may have. */
export const limitRefusal = <const Name extends string>(__typename: Name, message: string, limit: number) =>
  refuse<RefusalOf<Name> & { readonly limit: number }>({ __typename, message, path: ['input'], limit });
