import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { LogOnce } from '../../runtime/logging/log-once.ts';
import { internalError } from '../graphql/client-errors.ts';
import { isRecord, ownField } from '../graphql/records.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import { explainNulls, type UnexplainedNull } from './run/explain-nulls.ts';
import type { ResponsePath } from './run/object-lists.ts';
import type { ProgramRun } from './run/program-run.ts';
import { spreadPaths } from './run/spread-paths.ts';
import type { NullKind, ResponseNull } from './shape/response-nulls.ts';

/** How problems in a response are logged. */
export interface ErrorReport {
  readonly requestId: string;
  readonly logOnce: LogOnce;
}

/** Maximum number of errors per field; further nulls share one error at their common path. */
const MAX_ERRORS_PER_FIELD = 100;

/**
 * The errors of a response: errors of subgraphs, under the client's keys and at paths that the response has, and one error
 * for each null that no subgraph explained, whose reason is logged.
 */
export function responseErrors(
  run: ProgramRun,
  { data, nulls }: { readonly data: Readonly<Record<string, unknown>> | null; readonly nulls: readonly ResponseNull[] },
  planned: PlannedOperation,
  report: ErrorReport,
): GraphQLError[] {
  const { analysis, denials } = planned;
  const denied = denials.map(({ guard }) => guard.path);
  const isDenied = (path: ResponsePath): boolean => {
    const keys = path.filter((part) => typeof part === 'string');
    return denied.some((each) => each.every((key, at) => key === keys[at]));
  };
  const { errors, followed, unexplained } = explainNulls(run, nulls, {
    isDenied,
    nullAround: (path) => nullAround(path, data),
  });
  const placed = run.errors.flatMap((error) => {
    const path = error.path?.map((part) => (typeof part === 'string' ? analysis.keys.toResponseKey(part) : part)) ?? [];
    const caused = spreadPaths(followed.get(error) ?? []);
    const isSelected = caused.length === 0 || isThere(data, path);
    return (isSelected ? [possiblePart(path, data)] : caused).map((at) => ({ ...error, path: at }));
  });
  const all = [...distinct([...placed, ...errors]).map(asError), ...unexplainedErrors(unexplained, report)];
  if (data !== null || all.length > 0 || denials.length > 0) return all;
  report.logOnce('nothing', { requestId: report.requestId }, 'An answer has no data, and no subgraph gave an error');
  return [internalError(undefined, report.requestId)];
}

/**
 * A path cut to what the response has. A path may lead below a null, or to a field that only a requirement selected: its
 * failure made other fields null.
 */
function possiblePart(path: ResponsePath, data: unknown): ResponsePath {
  let value = data;
  for (const [at, part] of path.entries()) {
    if (value === null || value === undefined) return path;
    const canHold = typeof part === 'number' ? Array.isArray(value) && part < value.length : isRecord(value);
    if (!canHold) return path.slice(0, at);
    value = partOf(value, part);
  }
  return path;
}

function partOf(value: unknown, part: string | number): unknown {
  if (typeof part === 'number') return Array.isArray(value) ? value[part] : undefined;
  return isRecord(value) ? ownField(value, part) : undefined;
}

/** A path up to the null that it leads to; the whole path when the response has no data. */
function nullAround(path: ResponsePath, data: unknown): ResponsePath {
  let value = data;
  for (const [at, part] of path.entries()) {
    if (value === null && at > 0) return path.slice(0, at);
    value = partOf(value, part);
  }
  return path;
}

/** Whether a path leads to a value in the response, or to a null on the way. */
function isThere(data: unknown, path: ResponsePath): boolean {
  let value = data;
  for (const part of path) {
    if (value === null) return true;
    value = partOf(value, part);
  }
  return value !== undefined;
}

/** Removes duplicates: several lookups can give the same error. */
function distinct(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
  if (errors.length < 2) return errors;
  return [
    ...new Map(errors.map((error) => [JSON.stringify([error.message, error.path, error.extensions]), error])).values(),
  ];
}

const asError = ({ message, path, extensions }: GraphQLFormattedError): GraphQLError =>
  new GraphQLError(message, { ...(path && path.length > 0 && { path }), ...(extensions && { extensions }) });

const REASONS: Readonly<Record<NullKind, string>> = {
  null: 'A subgraph gave null',
  missing: 'A subgraph left out a field',
  required: 'A subgraph gave null for a field that must not be null',
  invalid: 'A subgraph gave a value that does not fit its type',
  untyped: 'A subgraph did not say of which type an object is',
};

function unexplainedErrors(nulls: readonly UnexplainedNull[], { requestId, logOnce }: ErrorReport): GraphQLError[] {
  const byField = Map.groupBy(nulls, ({ path }) => path.filter((part) => typeof part === 'string').join('.'));
  return [...byField].flatMap(([field, nulls]) => {
    const [first] = nulls;
    if (first === undefined) return [];
    const { kind, services, isAbsent } = first;
    const reason = isAbsent ? 'A subgraph has no entity for a field that must not be null' : REASONS[kind];
    logOnce(`${reason} ${field}`, { requestId, field, subgraphs: services }, reason);
    const [single, rest] = [nulls.slice(0, MAX_ERRORS_PER_FIELD), nulls.slice(MAX_ERRORS_PER_FIELD)];
    const paths = [...single.map(({ path }) => path), ...spreadPaths(rest.map(({ path }) => path))];
    return paths.map((path) => internalError(path, requestId));
  });
}
