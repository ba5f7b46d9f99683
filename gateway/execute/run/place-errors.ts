import type { GraphQLFormattedError } from 'graphql';
import { type AnswerPath, type DataObject, findPaths } from './collect.ts';
import type { Run } from './run.ts';

/** What a subgraph calls a place in the objects it was asked for. */
export interface ErrorOrigin {
  /** Objects that the error is about; empty: of none in particular. */
  readonly objects: readonly DataObject[];
  readonly path: readonly string[];
  /** From the object on. */
  readonly rest: AnswerPath;
}

/** Notes an error at every place of the answer that it is about. */
export function placeError(run: Run, error: GraphQLFormattedError, { objects, path, rest }: ErrorOrigin): void {
  const places = findPaths(run.data, path, new Set(objects));
  for (const paths of places.values())
    for (const place of paths) run.errors.push({ ...error, path: [...place, ...rest] });
  if (places.size === 0) run.errors.push({ ...error, path: [...path, ...rest] });
}

/** Notes an error of which nobody said where: at the first of the objects that were asked for. */
export function placeAtFirst(
  run: Run,
  error: GraphQLFormattedError,
  path: readonly string[],
  object: DataObject,
): void {
  const [places] = findPaths(run.data, path, new Set([object])).values();
  run.errors.push({ ...error, path: [...(places?.[0] ?? path)] });
}
