import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { isRawNumber } from '../text/json-numbers.ts';

/** What a subgraph sent as a GraphQL result, and what was odd about it. */
export interface ReadResult {
  readonly result: ExecutionResult;
  /** A short text for each kind of oddity, for the operator's log; empty for what the specification allows. */
  readonly oddities: readonly string[];
}

/** Stands in for a message that did not come, or is no text. */
const NO_MESSAGE = 'An error without a message.';
const NO_ODDITIES: readonly string[] = [];

/**
 * Reads what came as a result, whichever way it came: an answer over HTTP, an event of a stream. Whatever can be used is
 * kept, also where something beside it is odd; null stands for what is absent, as many serialisers write it. Errors
 * come out with a message, and with `path` and `extensions` only where those have the form that the specification
 * gives them. Null for what is no result: it has neither data nor an error that says something.
 * https://spec.graphql.org/October2021/#sec-Response-Format
 */
export function readResult(value: unknown): ReadResult | null {
  if (!isRecord(value)) return null;
  const { data, errors, extensions } = value;
  if (errors === undefined && isRecord(data) && (extensions === undefined || isRecord(extensions)))
    return { result: value, oddities: NO_ODDITIES };
  return readWithCare(value);
}

function readWithCare({ data, errors, extensions }: Record<string, unknown>): ReadResult | null {
  const oddities = new Set<string>();
  const result: { -readonly [Key in keyof ExecutionResult]: ExecutionResult[Key] } = {};
  if (isRecord(data)) result.data = data;
  else if (data === null) result.data = null;
  else if (data !== undefined) oddities.add('data is no object');
  if (isRecord(extensions)) result.extensions = extensions;
  else if (extensions != null) oddities.add('extensions is no object');

  const items = itemsOf(errors, oddities);
  if (result.data === undefined && !items.some(isGraphQLError)) return null;
  const plain: unknown = items.map((item) => readError(item, oddities));
  // as: errors travel as the plain objects that the specification names.
  if (items.length > 0) result.errors = plain as readonly GraphQLError[];
  return { result, oddities: [...oddities] };
}

/** The errors of a refusal that a stream ended with: what came where a list of errors belongs. */
export function readErrors(value: unknown): { readonly errors: GraphQLFormattedError[]; readonly oddities: string[] } {
  const oddities = new Set<string>();
  const errors = itemsOf(value, oddities).map((item) => readError(item, oddities));
  return { errors, oddities: [...oddities] };
}

/** What `errors` holds, whether it is the list that it should be, one error, or a list that became an object. */
function itemsOf(errors: unknown, oddities: Set<string>): readonly unknown[] {
  if (errors === undefined || errors === null) return [];
  if (Array.isArray(errors)) return errors;
  oddities.add('errors is no list');
  if (typeof errors === 'string') return errors === '' ? [] : [errors];
  if (!isRecord(errors)) return [];
  return 'message' in errors ? [errors] : Object.values(errors);
}

/** Many APIs answer with lists of texts called `errors`: those alone do not make a GraphQL result. */
const isGraphQLError = (item: unknown): boolean =>
  isRecord(item) && (typeof item['message'] === 'string' || isRecord(item['extensions']));

function readError(item: unknown, oddities: Set<string>): GraphQLFormattedError {
  if (!isRecord(item)) {
    oddities.add('an error is no object');
    return { message: typeof item === 'string' ? item : NO_MESSAGE };
  }
  const { message, path, extensions } = item;
  if (typeof message !== 'string') oddities.add('an error has no message');
  if (extensions != null && !isRecord(extensions)) oddities.add('extensions of an error is no object');
  const readable = readPath(path, oddities);
  return {
    message: typeof message === 'string' ? message : NO_MESSAGE,
    ...(readable.length === 0 ? {} : { path: readable }),
    ...(isRecord(extensions) ? { extensions } : {}),
  };
}

/** The path as far as it has the form of one. Empty: the error says nothing of where it is. */
function readPath(path: unknown, oddities: Set<string>): (string | number)[] {
  if (path === undefined || path === null) return [];
  if (!Array.isArray(path)) {
    oddities.add('path of an error is no list');
    return [];
  }
  const end = path.findIndex((key) => typeof key !== 'string' && !(Number.isInteger(key) && key >= 0));
  if (end === -1) return path;
  oddities.add('path of an error has a part that is neither a key nor a position');
  return path.slice(0, end);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
