import type { GraphQLError } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';
import { located } from '../graphql/client-errors.ts';
import type { DisclosureRules } from './disclosure-rules.ts';
import { DOCUMENT_LIMITS, type DocumentLimits, MAX_REQUEST_BYTES, MAX_TOKENS } from './document-limits.ts';
import { MAX_COST } from './operation-cost.ts';

/** The errors that refuse a document or an operation; each has a code of the closed list. */
export type Refusals = readonly GraphQLError[];

/**
 * Converts validation errors to `BAD_USER_INPUT`, with locations. In production the messages are replaced; for documents
 * that are not trusted there is a single error without a location, so that nobody can probe the schema.
 */
export function invalidAll(errors: readonly GraphQLError[], rules: DisclosureRules): readonly GraphQLError[] {
  const { production, isTrusted = false } = rules;
  if (production && !isTrusted) return [fault('BAD_USER_INPUT', NOT_VALID)];
  return errors.map((error) =>
    located(error, production ? NOT_VALID : error.message, { extensions: { code: 'BAD_USER_INPUT' } }),
  );
}

/** The error for a document that exceeds a size limit. */
export const tooLarge = (limit: keyof typeof LIMIT_NAMES, { production }: DisclosureRules): GraphQLError =>
  fault('LIMIT_EXCEEDED', production ? TOO_LARGE : `The operation exceeds the limit of ${LIMIT_NAMES[limit]}.`);

/** The error for an operation that exceeds the maximum cost. */
export const tooExpensive = (cost: number, { production }: DisclosureRules): GraphQLError =>
  fault(
    'LIMIT_EXCEEDED',
    production ? TOO_LARGE : `The operation costs up to ${Math.round(cost)}, more than the limit of ${MAX_COST}.`,
  );

/** The error for a list field that needs exactly one slicing argument. */
export const unsliced = (field: string, { production }: DisclosureRules): GraphQLError =>
  fault(
    'BAD_USER_INPUT',
    production ? NOT_VALID : `The field \`${field}\` needs exactly one of the arguments that limit its list.`,
  );

const TOO_LARGE = 'The operation is too large.';
const NOT_VALID = 'The operation is not valid.';

const LIMIT_NAMES: Readonly<Record<keyof DocumentLimits | 'size' | 'tokens' | 'ways' | 'planning', string>> = {
  size: `${MAX_REQUEST_BYTES} bytes`,
  tokens: `${MAX_TOKENS} tokens`,
  ways: 'ways to reach its fields',
  planning: 'work to plan it',
  depth: `depth ${DOCUMENT_LIMITS.depth}`,
  aliases: `${DOCUMENT_LIMITS.aliases} aliases`,
  directives: `${DOCUMENT_LIMITS.directives} directives`,
  rootFields: `${DOCUMENT_LIMITS.rootFields} root fields`,
  fields: `${DOCUMENT_LIMITS.fields} fields`,
};
