import type { GraphQLFormattedError } from 'graphql';
import type { ResponseNull } from '../shape/response-nulls.ts';
import type { Failure } from './failures.ts';
import { createFindReasons, type Reasons } from './find-reasons.ts';
import type { ResponsePath } from './object-lists.ts';
import type { ProgramRun } from './program-run.ts';
import { commonPath, spreadPaths } from './spread-paths.ts';

/** A null that needs an error but has none. */
export interface UnexplainedNull {
  /** Response keys of the client. */
  readonly path: ResponsePath;
  readonly kind: ResponseNull['kind'];
  /** Subgraphs that should have supplied the value. */
  readonly services: readonly string[];
  /** Whether one of them reported that the entity does not exist. */
  readonly isAbsent: boolean;
}

/** The causes of the nulls in a response. */
export interface Explanation {
  /** For each failure: errors at the response paths of the nulls that it caused. */
  readonly errors: readonly GraphQLFormattedError[];
  /** For errors at fields that lookups require: the nulls of the fields that could then not be fetched. */
  readonly followed: ReadonlyMap<GraphQLFormattedError, readonly ResponsePath[]>;
  readonly unexplained: readonly UnexplainedNull[];
}

/** The parts of the response that explaining its nulls needs. */
export interface ResponseView {
  /** Whether access to a path was denied. */
  isDenied(path: ResponsePath): boolean;
  /** The path of the null that a path ended in after propagation: itself or an ancestor. */
  nullAround(path: ResponsePath): ResponsePath;
}

/**
 * Finds the cause of each null in a response. A null needs an error where the type is non-null, where no subgraph supplied
 * a value, and where a subgraph failed; not where an entity does not exist and its field is nullable. `nulls` are in the
 * order in which tracing found them.
 */
export function explainNulls(
  run: ProgramRun,
  nulls: readonly ResponseNull[],
  { isDenied, nullAround }: ResponseView,
): Explanation {
  const findReasons = createFindReasons(run);
  const causes: Causes = {
    failures: new Map(run.failures.map((failure) => [failure, { certain: [], possible: [] }])),
    errors: new Map(),
  };
  const unexplained: UnexplainedNull[] = [];
  /** Paths with an error at or below them. */
  const withError = new Set<string>();
  let absent: AbsentEntity | null = null;

  for (const { path, dataPath, kind } of nulls) {
    if (isDenied(path) || (kind === 'required' && withError.has(nameOf(path)))) continue;
    const spread = kind === 'required' ? spreadOf(absent, path) : 'elsewhere';
    if (spread === 'within') continue;
    const reasons = findReasons(dataPath);
    const isCaused = noteCauses(causes, reasons, nullAround(path), kind);
    if (kind === 'null') continue;
    const found: UnexplainedNull = { path, kind, services: [...reasons.services], isAbsent: reasons.absentAt !== null };
    if (!isCaused && spread === 'elsewhere' && reasons.absentAt !== null && kind !== 'invalid') {
      absent = { found, length: reasons.absentAt };
      continue;
    }
    if (!isCaused) unexplained.push(spread === 'beyond' && absent !== null ? absent.found : found);
    for (let length = 0; length <= path.length; length++) withError.add(nameOf(path.slice(0, length)));
  }
  const errors = [...causes.failures].flatMap(([failure, caused]) => errorsOf(failure, caused));
  return { errors, followed: causes.errors, unexplained };
}

/** An entity that does not exist, by the first null in it. */
interface AbsentEntity {
  readonly found: UnexplainedNull;
  /** Length of the path to the entity. */
  readonly length: number;
}

/** Whether a null of a non-null field is within an absent entity, propagated beyond it, or unrelated to it. */
function spreadOf(absent: AbsentEntity | null, path: ResponsePath): 'within' | 'beyond' | 'elsewhere' {
  if (absent === null || path.some((part, at) => part !== absent.found.path[at])) return 'elsewhere';
  return path.length > absent.length ? 'within' : 'beyond';
}

/** Nulls that a failure caused, and nulls of which it caused some. */
interface CausedNulls {
  readonly certain: ResponsePath[];
  readonly possible: ResponsePath[];
}

interface Causes {
  readonly failures: ReadonlyMap<Failure, CausedNulls>;
  readonly errors: Map<GraphQLFormattedError, ResponsePath[]>;
}

/** Records the causes of a null; gives whether an error covers it. */
function noteCauses(
  causes: Causes,
  { hasError, errors, failures, instead }: Reasons,
  path: ResponsePath,
  kind: ResponseNull['kind'],
): boolean {
  if (hasError) return true;
  for (const failure of failures) {
    const caused = causes.failures.get(failure);
    if (kind !== 'null' || instead.has(failure)) caused?.certain.push(path);
    else caused?.possible.push(path);
  }
  for (const error of errors) causes.errors.set(error, [...(causes.errors.get(error) ?? []), path]);
  return failures.size > 0 || errors.size > 0;
}

/** JSON keeps positions and keys apart: a key may look like a number. */
const nameOf = (path: ResponsePath): string => JSON.stringify(path);

function errorsOf({ error, hasPath }: Failure, { certain, possible }: CausedNulls): GraphQLFormattedError[] {
  if (certain.length > 0) return spreadPaths(certain).map((path) => withPath(error, path));
  if (hasPath) return [];
  // The subgraph returned all fields and did not say which of the nulls the error is about.
  return [withPath(error, commonPath(possible))];
}

const withPath = (error: GraphQLFormattedError, path: ResponsePath): GraphQLFormattedError =>
  path.length === 0 ? error : { ...error, path };
