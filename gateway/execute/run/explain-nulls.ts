import type { GraphQLFormattedError } from 'graphql';
import type { ResponseNull } from '../shape/response-nulls.ts';
import type { Failure } from './failures.ts';
import { createFindReasons, type Reasons } from './find-reasons.ts';
import type { ResponsePath } from './object-lists.ts';
import type { ProgramRun } from './program-run.ts';
import { commonPath, spreadPaths } from './spread-paths.ts';

/** A null for which no error has come, though there must be one. */
export interface UnexplainedNull {
  /** Response keys of the client. */
  readonly path: ResponsePath;
  readonly kind: ResponseNull['kind'];
  /** Subgraphs that were to give the value. */
  readonly services: readonly string[];
  /** Whether one of them said that there is no such entity. */
  readonly isAbsent: boolean;
}

/** What the nulls of an answer come from. */
export interface Explanation {
  /** Errors with paths of the client: for each failure at the nulls that it caused. */
  readonly errors: readonly GraphQLFormattedError[];
  /** Of errors that stand at places which lookups had to know: the nulls of what could then not be asked for. */
  readonly followed: ReadonlyMap<GraphQLFormattedError, readonly ResponsePath[]>;
  readonly unexplained: readonly UnexplainedNull[];
}

/** What is known of the answer that the nulls are in. */
export interface ResponseView {
  /** Whether the client may not have what stands at a path. */
  isDenied(path: ResponsePath): boolean;
  /** The null that took the place of what stands at a path: it, or what is around it. */
  nullAround(path: ResponsePath): ResponsePath;
}

/**
 * Finds for each null of an answer where it comes from. A null needs an error where it may not stand, where nobody gave
 * a value, and where a subgraph failed; not where an entity was not found, as long as there may be null for the entity.
 * `nulls` are in the order of the pass that found them.
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
  /** Places with an error at or below them. */
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

/** An entity that was not found, by the first null in it. */
interface AbsentEntity {
  readonly found: UnexplainedNull;
  /** Of the path to the entity. */
  readonly length: number;
}

/** Whether a null that must not be is one within an absent entity, the entity's own place, or has nothing to do with it. */
function spreadOf(absent: AbsentEntity | null, path: ResponsePath): 'within' | 'beyond' | 'elsewhere' {
  if (absent === null || path.some((part, at) => part !== absent.found.path[at])) return 'elsewhere';
  return path.length > absent.length ? 'within' : 'beyond';
}

/** Nulls that a failure has caused, and those of which it may have caused some. */
interface CausedNulls {
  readonly certain: ResponsePath[];
  readonly possible: ResponsePath[];
}

interface Causes {
  readonly failures: ReadonlyMap<Failure, CausedNulls>;
  readonly errors: Map<GraphQLFormattedError, ResponsePath[]>;
}

/** Notes a null with what it comes from; answers whether there is an error for it then. */
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

/** Positions and keys apart: a key may be a number's text. */
const nameOf = (path: ResponsePath): string => JSON.stringify(path);

function errorsOf({ error, hasPath }: Failure, { certain, possible }: CausedNulls): GraphQLFormattedError[] {
  if (certain.length > 0) return spreadPaths(certain).map((path) => withPath(error, path));
  if (hasPath) return [];
  // The subgraph gave everything, and which of the nulls are meant it did not say.
  return [withPath(error, commonPath(possible))];
}

const withPath = (error: GraphQLFormattedError, path: ResponsePath): GraphQLFormattedError =>
  path.length === 0 ? error : { ...error, path };
