import type { GraphQLFormattedError } from 'graphql';
import type { SelectedFields } from '../compile/selected-fields.ts';
import type { DataObject } from './data-object.ts';
import { findPaths, type ResponsePath } from './object-lists.ts';
import type { ProgramRun } from './program-run.ts';

/** What a subgraph calls a place in the objects it was asked for. */
export interface ErrorOrigin {
  readonly objects: readonly DataObject[];
  /** To the objects. */
  readonly path: readonly string[];
  /** From the object on, as `selectedPart` gives it. */
  readonly rest: ResponsePath;
}

/** Notes an error at every place of the answer that it is about. */
export function addErrorAtPaths(
  run: ProgramRun,
  error: GraphQLFormattedError,
  { objects, path, rest }: ErrorOrigin,
): void {
  for (const paths of findPaths(run.data, path, new Set(objects)).values())
    for (const prefix of paths) run.errors.push({ ...error, path: [...prefix, ...rest] });
}

/** How far a path leads in what was selected. Empty: it does not lead to any field of it. */
export function selectedPart(path: ResponsePath, fields: SelectedFields): ResponsePath {
  let level: SelectedFields | null = fields;
  for (const [at, key] of path.entries()) {
    if (typeof key === 'number') {
      if (at > 0) continue;
      return [];
    }
    const field: { readonly fields: SelectedFields | null } | undefined = level?.get(key);
    if (field === undefined) return path.slice(0, at);
    level = field.fields;
  }
  return path;
}

/** The error without its path. */
export function withoutPath({ message, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  return { message, ...(extensions && { extensions }) };
}
