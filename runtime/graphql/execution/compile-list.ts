import { GraphQLError, type GraphQLList, type GraphQLOutputType, isNonNullType } from 'graphql';
import { failAt, type Path, type Run } from './execution-run.ts';
import { isPromise } from './is-promise.ts';
import type { Complete, FieldFacts } from './operation-scope.ts';

/** Completes the items of a list, each with its own error. */
export function compileList(
  completeItem: Complete,
  { ofType }: GraphQLList<GraphQLOutputType>,
  { name, nodes, parentType }: FieldFacts,
): Complete {
  const ofItem = { nodes, isNonNull: isNonNullType(ofType) };
  const itemOf = (run: Run, item: unknown, path: Path): unknown => {
    try {
      const completed = isPromise(item)
        ? item.then((value) => completeItem(run, value, path))
        : completeItem(run, item, path);
      return isPromise(completed)
        ? completed.then(undefined, (thrown) => failAt(run, thrown, ofItem, path))
        : completed;
    } catch (thrown) {
      return failAt(run, thrown, ofItem, path);
    }
  };
  return (run, value, path) => {
    if (!isIterable(value))
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${parentType.name}.${name}".`);
    const items: unknown[] = [];
    const pending: Promise<unknown>[] = [];
    try {
      for (const item of value) {
        const completed = itemOf(run, item, { prev: path, key: items.length, typename: undefined });
        items.push(completed);
        if (isPromise(completed)) pending.push(completed);
      }
    } catch (thrown) {
      // The list is null already; its other items may still fail, and must not do so unhandled.
      void Promise.allSettled(pending);
      throw thrown;
    }
    return pending.length > 0 ? Promise.all(items) : items;
  };
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
