import type { CompiledField } from './compile-fields.ts';
import { failAt, type Path, type ResponsePath, type Run } from './execution-run.ts';
import { isPromise } from './is-promise.ts';
import { type ExecuteFields, infoOf } from './operation-scope.ts';

type Result = Record<string, unknown>;

/** Executes fields of one object at the same time. */
export function inParallel(fields: readonly CompiledField[]): ExecuteFields {
  const createResult = resultOf(fields);
  return (run, source, path) => {
    const result = createResult();
    let pending: string[] | null = null;
    try {
      for (const field of fields) {
        const value = executeField(run, source, path, field);
        // The key is taken now, so that results keep the order of the fields.
        result[field.key] = value;
        if (isPromise(value)) {
          pending ??= [];
          pending.push(field.key);
        }
      }
    } catch (thrown) {
      if (pending === null) throw thrown;
      // They may fail as well, and must not do so unhandled.
      return settle(result, pending).finally(() => {
        throw thrown;
      });
    }
    return pending === null ? result : settle(result, pending);
  };
}

/** Executes fields of one object one after the other: those of a mutation. */
export function inSeries(fields: readonly CompiledField[]): ExecuteFields {
  const createResult = resultOf(fields);
  return async (run, source, path) => {
    const result = createResult();
    for (const field of fields) {
      const value = executeField(run, source, path, field);
      result[field.key] = isPromise(value) ? await value : value;
    }
    return result;
  };
}

/** Objects with a prototype are faster, but `__proto__` is a name that a client may give. */
const resultOf = (fields: readonly CompiledField[]): (() => Result) =>
  fields.some(({ key }) => key === '__proto__') ? () => Object.create(null) : () => ({});

async function settle(result: Result, keys: readonly string[]): Promise<Result> {
  const values = await Promise.all(keys.map((key) => result[key]));
  for (const [at, key] of keys.entries()) result[key] = values[at];
  return result;
}

function executeField(run: Run, source: unknown, parentPath: ResponsePath, field: CompiledField): unknown {
  const { complete } = field;
  // Where nothing is below a value, its position matters only when something fails.
  const path = field.isLeaf && field.resolve === undefined ? undefined : pathOf(field, parentPath);
  try {
    const args = field.args(run);
    const value =
      path === undefined || field.resolve === undefined
        ? propertyOf(run, source, args, field, parentPath)
        : field.resolve(source, args, run.context, infoOf(run, field, path));
    if (!isPromise(value)) {
      const completed = complete(run, value, path);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (thrown) => failAt(run, thrown, field, path ?? pathOf(field, parentPath)));
    }
    return completeLater(run, value, field, path ?? pathOf(field, parentPath));
  } catch (thrown) {
    return failAt(run, thrown, field, path ?? pathOf(field, parentPath));
  }
}

async function completeLater(run: Run, value: Promise<unknown>, field: CompiledField, path: Path): Promise<unknown> {
  try {
    return await field.complete(run, await value, path);
  } catch (thrown) {
    return failAt(run, thrown, field, path);
  }
}

/** Of what has properties; a method is called as a resolver without its source. */
function propertyOf(run: Run, source: unknown, args: object, field: CompiledField, parentPath: ResponsePath): unknown {
  if ((typeof source !== 'object' || source === null) && typeof source !== 'function') return undefined;
  const value: unknown = Reflect.get(source, field.name);
  if (typeof value !== 'function') return value;
  return value.call(source, args, run.context, infoOf(run, field, pathOf(field, parentPath)));
}

const pathOf = ({ key, parentType }: CompiledField, prev: ResponsePath): Path => ({
  prev,
  key,
  typename: parentType.name,
});
