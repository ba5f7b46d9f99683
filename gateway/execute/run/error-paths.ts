import type { GraphQLFormattedError } from 'graphql';
import type { SelectedFields } from '../compile/selected-fields.ts';
import type { DataObject } from './data-object.ts';
import { findPaths, type ResponsePath } from './object-lists.ts';
import type { ProgramRun } from './program-run.ts';

/** A subgraph's error path, relative to the objects that it was asked for. */
export interface ErrorOrigin {
  readonly objects: readonly DataObject[];
  /** Response keys that lead to the objects. */
  readonly path: readonly string[];
  /** The path below the object, from `selectedPart`. */
  readonly rest: ResponsePath;
}

/** Adds an error to the run for every response path that it concerns. */
export function addErrorAtPaths(
  run: ProgramRun,
  error: GraphQLFormattedError,
  { objects, path, rest }: ErrorOrigin,
): void {
  for (const paths of findPaths(run.data, path, new Set(objects)).values())
    for (const prefix of paths) run.errors.push({ ...error, path: [...prefix, ...rest] });
}

/** The part of a path that follows the selected fields; empty when not even its first key was selected. */
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
