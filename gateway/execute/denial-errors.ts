import { type DirectiveNode, type GraphQLError, Kind } from 'graphql';
import type { Denial } from '../operation/access-check.ts';
import { denialError } from '../operation/denial-error.ts';

type Path = readonly (string | number)[];

/** Maximum number of errors for one denied field in long lists. */
const MAX_ERRORS_PER_DENIAL = 20;

/** An error for each path in the response at which a denied field is null, including list items. */
export function denialErrors(
  denials: readonly Denial[],
  data: unknown,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError[] {
  const denied = new Set(denials.map(({ guard }) => guard.path.join('.')));
  const isWithinDenied = ({ guard: { path } }: Denial): boolean =>
    path.some((_, length) => length > 0 && denied.has(path.slice(0, length).join('.')));
  const isNew = createIsNew();
  return denials
    .filter((denial) => !isWithinDenied(denial))
    .filter(({ guard }) => guard.conditions.every((condition) => isIncluded(condition, variables)))
    .flatMap((denial) => {
      const paths: Path[] = [];
      findNullPaths(data, denial.guard.path, { at: [], required: denial.guard.required }, paths);
      return paths.filter(isNew).map((path) => denialError(denial, path));
    });
}

/** Whether a path is new: a field may be selected twice. */
function createIsNew(): (path: Path) => boolean {
  const seen = new Set<string>();
  return (path) => {
    const { size } = seen;
    return seen.add(JSON.stringify(path)).size > size;
  };
}

interface Walk {
  readonly at: Path;
  /** Number of trailing keys that a null propagates through. */
  readonly required: number;
}

function findNullPaths(value: unknown, rest: readonly string[], { at, required }: Walk, paths: Path[]): void {
  if (paths.length >= MAX_ERRORS_PER_DENIAL) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => void findNullPaths(item, rest, { at: [...at, index], required }, paths));
    return;
  }
  const [key, ...deeper] = rest;
  if (key === undefined) {
    // A value belongs to another field with the same key, of another type.
    if (value === null) paths.push(at);
  } else if (typeof value !== 'object' || value === null) {
    // The null may have propagated from the denied field; nulls beyond its reach have another cause.
    if (rest.length <= required) paths.push(at.length === 0 ? rest : at);
  } else if (Object.hasOwn(value, key)) {
    findNullPaths(Reflect.get(value, key), deeper, { at: [...at, key], required }, paths);
  }
}

function isIncluded(directive: DirectiveNode, variables: Readonly<Record<string, unknown>>): boolean {
  const name = directive.name.value;
  if (name !== 'skip' && name !== 'include') return true;
  const value = directive.arguments?.[0]?.value;
  const holds =
    value?.kind === Kind.VARIABLE ? variables[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value;
  return name === 'include' ? holds : !holds;
}
