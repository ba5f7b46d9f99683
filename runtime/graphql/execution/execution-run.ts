import { type FieldNode, type GraphQLError, type GraphQLResolveInfo, locatedError } from 'graphql';

/** Where a value is in the response. */
export type Path = GraphQLResolveInfo['path'];

/** The path of an object; undefined for the root. */
export type ResponsePath = Path | undefined;

/** One execution of an operation. */
export interface Run
  extends Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'operation' | 'rootValue' | 'variableValues'> {
  readonly context: unknown;
  /** Arguments that depend on variables, by slot: coerced once for all items of a list. */
  readonly args: (Readonly<Record<string, unknown>> | undefined)[];
  readonly errors: GraphQLError[];
  /** Positions that are null because of an error. */
  readonly nulled: Set<ResponsePath>;
}

/** Records an error, unless its position or something above it is null already. */
export function addError({ nulled, errors }: Run, error: GraphQLError, path: ResponsePath): void {
  for (let at = path; at !== undefined; at = at.prev) if (nulled.has(at)) return;
  if (nulled.has(undefined)) return;
  nulled.add(path);
  errors.push(error);
}

/** What was thrown at a position: recorded, with null as the value there, or thrown on where null is not allowed. */
export function failAt(
  run: Run,
  thrown: unknown,
  { nodes, isNonNull }: { readonly nodes: readonly FieldNode[]; readonly isNonNull: boolean },
  path: Path,
): null {
  const error = locatedError(thrown, nodes, keysOf(path));
  if (isNonNull) throw error;
  addError(run, error, path);
  return null;
}

function keysOf(path: ResponsePath): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.prev) keys.push(at.key);
  return keys.reverse();
}
