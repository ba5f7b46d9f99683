import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { isRecord, ownField } from '../../graphql/records.ts';
import type { IsOfType } from '../compile/is-of-type.ts';
import type { DataObject } from './data-object.ts';
import type { Failure } from './failures.ts';
import type { ResponsePath } from './object-lists.ts';
import type { ProgramRun } from './program-run.ts';
import { createFindSuppliers, type Supplier } from './suppliers.ts';

/** The known reasons for a missing value. */
export interface Reasons {
  /** Whether a subgraph's error is at the path, at an ancestor or at a descendant. */
  readonly hasError: boolean;
  /** Errors of subgraphs at fields that a lookup requires. */
  readonly errors: ReadonlySet<GraphQLFormattedError>;
  readonly failures: ReadonlySet<Failure>;
  /** Those of `failures` that came instead of the value: the subgraph returned nothing for the object. */
  readonly instead: ReadonlySet<Failure>;
  /** Length of the path to an entity that does not exist; null: there is none. */
  readonly absentAt: number | null;
  /** Subgraphs that should have supplied the value. */
  readonly services: ReadonlySet<string>;
}

/** Finds the reasons for missing values in the data. A lookup that was not made inherits the reasons of its missing requirements. */
export function createFindReasons(run: ProgramRun): (dataPath: ResponsePath) => Reasons {
  const errorsAt = errorsByPath(run);
  const findSuppliers = createFindSuppliers(run);
  const cache = new Map<string, Reasons>();

  const find = (dataPath: ResponsePath): Reasons => {
    const name = nameOf(dataPath);
    const before = cache.get(name);
    if (before !== undefined) return before;
    const reasons: Mutable<Reasons> = {
      hasError: errorsAt(dataPath).length > 0,
      errors: new Set(),
      failures: new Set(),
      instead: new Set(),
      absentAt: null,
      services: new Set(),
    };
    // Cached before it is filled, so that a cyclic requirement ends here.
    cache.set(name, reasons);
    const chain = chainOf(run.data, dataPath);
    const outcomes = findSuppliers(dataPath.filter((part) => typeof part === 'string')).flatMap((supplier) => {
      const around = chain[supplier.depth];
      return around === undefined ? [] : [{ supplier, around, outcome: supplier.outcomeOf(around.object) }];
    });
    const isAnyRequested = outcomes.some(({ outcome }) => outcome !== 'not-requested');
    for (const { supplier, around, outcome } of outcomes) {
      if (outcome === 'not-requested') {
        if (!isAnyRequested) addMissing(reasons, supplier, around);
        continue;
      }
      reasons.services.add(supplier.service);
      if (outcome === 'absent') reasons.absentAt = around.path.length;
      for (const failure of run.failures) {
        if (!isAbout(failure, supplier, around.object) || (failure.hasPath && outcome !== 'failed')) continue;
        reasons.failures.add(failure);
        if (outcome !== 'given') reasons.instead.add(failure);
      }
    }
    return reasons;
  };

  /** Adds the reasons for the missing requirements of a supplier. */
  function addMissing(reasons: Mutable<Reasons>, { requires, service }: Supplier, { object, path }: Around): void {
    reasons.services.add(service);
    for (const missing of missingIn(object, requires ?? [], run.program.isOfType)) {
      const missingPath = [...path, ...missing];
      const { errors, failures, absentAt, services } = find(missingPath);
      if (absentAt !== null) reasons.absentAt = path.length;
      for (const error of [...errorsAt(missingPath), ...errors]) reasons.errors.add(error);
      for (const failure of failures) {
        reasons.failures.add(failure);
        reasons.instead.add(failure);
      }
      for (const each of services) reasons.services.add(each);
    }
  }
  return find;
}

type Mutable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends ReadonlySet<infer Item> ? Set<Item> : Type[Key];
};

const isAbout = ({ step, lookup, objects }: Failure, supplier: Supplier, object: DataObject): boolean =>
  step === supplier.step && (lookup === null || lookup === supplier.lookup) && (objects?.includes(object) ?? true);

/** Finds the errors of a run at a path of the data, at its ancestors and at its descendants. */
function errorsByPath(run: ProgramRun): (dataPath: ResponsePath) => readonly GraphQLFormattedError[] {
  const exact = new Map<string, GraphQLFormattedError[]>();
  const within = new Map<string, GraphQLFormattedError[]>();
  const add = (to: typeof exact, path: ResponsePath, error: GraphQLFormattedError): void => {
    const name = nameOf(path);
    const cache = to.get(name);
    if (cache === undefined) to.set(name, [error]);
    else cache.push(error);
  };
  for (const error of run.errors) {
    const { path = [] } = error;
    add(exact, path, error);
    for (let length = 1; length < path.length; length++) add(within, path.slice(0, length), error);
  }
  return (dataPath) => [
    ...(within.get(nameOf(dataPath)) ?? []),
    ...dataPath.flatMap((_, at) => exact.get(nameOf(dataPath.slice(0, at + 1))) ?? []),
  ];
}

const nameOf = (path: ResponsePath): string => JSON.stringify(path);

interface Around {
  readonly object: DataObject;
  readonly path: ResponsePath;
}

/** The objects along a path, indexed by the number of keys that lead to each. */
function chainOf(data: DataObject, dataPath: ResponsePath): Around[] {
  const chain: Around[] = [{ object: data, path: [] }];
  let value: unknown = data;
  for (const [at, part] of dataPath.entries()) {
    if (typeof part === 'number') value = Array.isArray(value) ? value[part] : undefined;
    else value = isRecord(value) ? ownField(value, part) : undefined;
    const isLast = typeof dataPath[at + 1] !== 'number';
    if (isLast && isRecord(value)) chain.push({ object: value, path: dataPath.slice(0, at + 1) });
  }
  return chain;
}

/** Paths from an object to its missing required fields. */
function missingIn(object: DataObject, nodes: readonly QueryPlanSelectionNode[], isOfType: IsOfType): ResponsePath[] {
  const typeName = ownField(object, '__typename');
  if (typeof typeName !== 'string' && nodes.some(({ kind }) => kind === 'InlineFragment')) return [['__typename']];
  return nodes.flatMap((node) => {
    if (node.kind === 'InlineFragment') {
      const applies = node.typeCondition === undefined || isOfType(typeName, node.typeCondition);
      return applies ? missingIn(object, node.selections, isOfType) : [];
    }
    const key = node.alias ?? node.name;
    const value = ownField(object, key);
    if (value === undefined) return [[key]];
    return missingBelow(value, node.selections ?? [], isOfType).map((path) => [key, ...path]);
  });
}

function missingBelow(value: unknown, nodes: readonly QueryPlanSelectionNode[], isOfType: IsOfType): ResponsePath[] {
  if (Array.isArray(value))
    return value.flatMap((item, at) => missingBelow(item, nodes, isOfType).map((path) => [at, ...path]));
  return isRecord(value) ? missingIn(value, nodes, isOfType) : [];
}
