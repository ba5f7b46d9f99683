import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { isRawNumber } from '../text/json-numbers.ts';

/** A GraphQL result of a subgraph, and how it departs from the specification. */
export interface ReadResult {
  readonly result: ExecutionResult;
  /** A short text for each departure, for the log; empty for a result that follows the specification. */
  readonly oddities: readonly string[];
}

/** Replaces a message that is absent or is not text. */
const NO_MESSAGE = 'An error without a message.';
const NO_ODDITIES: readonly string[] = [];

/**
 * Reads a result: an HTTP response or an event of a stream. Valid parts are kept where other parts are not valid, and null
 * counts as absent, as many serialisers write it. Every error gets a message; its `path` and `extensions` are kept only
 * where they have the form of the specification. Returns null for a value with neither data nor a GraphQL error.
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
  else if (data !== undefined) oddities.add('data is not an object');
  if (isRecord(extensions)) result.extensions = extensions;
  else if (extensions != null) oddities.add('extensions is not an object');

  const items = itemsOf(errors, oddities);
  if (result.data === undefined && !items.some(isGraphQLError)) return null;
  const plain: unknown = items.map((item) => readError(item, oddities));
  // as: errors are plain objects in a response.
  if (items.length > 0) result.errors = plain as readonly GraphQLError[];
  return { result, oddities: [...oddities] };
}

/** Reads the errors of the `error` message that ended a stream. */
export function readErrors(value: unknown): { readonly errors: GraphQLFormattedError[]; readonly oddities: string[] } {
  const oddities = new Set<string>();
  const errors = itemsOf(value, oddities).map((item) => readError(item, oddities));
  return { errors, oddities: [...oddities] };
}

/** The items of `errors`, which should be a list but may be one error, or a list serialised as an object. */
function itemsOf(errors: unknown, oddities: Set<string>): readonly unknown[] {
  if (errors === undefined || errors === null) return [];
  if (Array.isArray(errors)) return errors;
  oddities.add('errors is not a list');
  if (typeof errors === 'string') return errors === '' ? [] : [errors];
  if (!isRecord(errors)) return [];
  return 'message' in errors ? [errors] : Object.values(errors);
}

/** Many APIs return a list of texts named `errors`, which is not a GraphQL result. */
const isGraphQLError = (item: unknown): boolean =>
  isRecord(item) && (typeof item['message'] === 'string' || isRecord(item['extensions']));

function readError(item: unknown, oddities: Set<string>): GraphQLFormattedError {
  if (!isRecord(item)) {
    oddities.add('an error is not an object');
    return { message: typeof item === 'string' ? item : NO_MESSAGE };
  }
  const { message, path, extensions } = item;
  if (typeof message !== 'string') oddities.add('an error has no message');
  if (extensions != null && !isRecord(extensions)) oddities.add('extensions of an error is not an object');
  const readable = readPath(path, oddities);
  return {
    message: typeof message === 'string' ? message : NO_MESSAGE,
    ...(readable.length === 0 ? {} : { path: readable }),
    ...(isRecord(extensions) ? { extensions } : {}),
  };
}

/** The valid beginning of a path; empty when the error has none. */
function readPath(path: unknown, oddities: Set<string>): (string | number)[] {
  if (path === undefined || path === null) return [];
  if (!Array.isArray(path)) {
    oddities.add('path of an error is not a list');
    return [];
  }
  const end = path.findIndex((key) => typeof key !== 'string' && !(Number.isInteger(key) && key >= 0));
  if (end === -1) return path;
  oddities.add('path of an error has a part that is neither a key nor a position');
  return path.slice(0, end);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
