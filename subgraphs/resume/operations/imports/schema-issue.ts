import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** A rule of JSON Resume that a document breaks; `path` has points between its parts. */
export interface SchemaIssue {
  readonly path: string;
  readonly message: string;
}

/** The refusal of what is no document of JSON Resume. */
export type SchemaInvalid = RefusalOf<'SchemaInvalid'> & { readonly issues: readonly SchemaIssue[] };

/** Refuses a document, which is `json` of the input. */
export const schemaInvalid = (...issues: readonly SchemaIssue[]) =>
  refuse<SchemaInvalid>({
    __typename: 'SchemaInvalid',
    message: 'This is not a document of JSON Resume 1.0.',
    path: ['input', 'json'],
    issues,
  });
