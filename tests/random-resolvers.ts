import { inspect } from 'node:util';
import {
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/**
 * Whether resolvers return promises: never, always, or sometimes. graphql-js leaves the promise of a list's item unhandled
 * when an item after it throws, so lists have at most one item where both may happen.
 */
export type Timing = 'synchronous' | 'asynchronous' | 'mixed';

/** A number from 0 to 99, the same for the same text. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % 100;
}

const keysOf = (path: GraphQLResolveInfo['path'] | undefined): (string | number)[] =>
  path === undefined ? [] : [...keysOf(path.prev), path.key];

/**
 * Gives the fields of a schema values that depend on their position alone: objects, wrong values, errors that are thrown
 * or returned, promises, functions. About half of the fields have a resolver, the others are properties. Texts say which
 * arguments and `info` a resolver was given.
 */
export function addRandomResolvers(schema: GraphQLSchema, timing: Timing): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const hasResolver = type === schema.getQueryType() || chance(`${type}.${field.name}`) < 50;
      const resolve = (_: unknown, args: object, __: unknown, info: GraphQLResolveInfo): unknown => {
        const id = keysOf(info.path).join('.');
        const description = inspect([
          args,
          id,
          info.fieldName,
          String(info.returnType),
          info.parentType.name,
          info.rootValue,
        ]);
        return wrapped(randomValue(schema, info.returnType, id, description, timing), id, timing);
      };
      Object.assign(field, hasResolver ? { resolve } : { resolve: undefined });
    }
  }
}

/** What a value comes as. */
function wrapped(value: unknown, id: string, timing: Timing): unknown {
  const draw = chance(`wrap ${id}`);
  const isLater = timing === 'asynchronous' || (timing === 'mixed' && draw % 2 === 0);
  if (draw < 4) return fail(new Error(`thrown at ${id}`), isLater);
  if (draw < 6) return fail(new GraphQLError(`fault at ${id}`, { extensions: { code: 'FORBIDDEN' } }), isLater);
  if (draw < 8) return fail(`no error at ${id}`, isLater);
  const result = draw < 10 ? new Error(`returned at ${id}`) : value;
  return isLater ? later(result, draw % 5) : result;
}

function fail(reason: unknown, isLater: boolean): unknown {
  if (isLater) return rejected(reason);
  throw reason;
}

/** A value that is made and then not used must not fail the test. */
function rejected(reason: unknown): Promise<never> {
  const promise = Promise.reject(reason);
  promise.catch(() => undefined);
  return promise;
}

async function later(value: unknown, turns: number): Promise<unknown> {
  for (let turn = 0; turn < turns; turn += 1) await null;
  return value;
}

function randomValue(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  id: string,
  description: string,
  timing: Timing,
): unknown {
  if (isNonNullType(type)) return randomValue(schema, type.ofType, id, description, timing);
  const draw = chance(`value ${id}`);
  if (draw < 3) return draw === 0 ? undefined : null;
  if (isListType(type)) {
    if (draw < 5) return 'no list';
    const isLater = timing === 'asynchronous' && (!isLeafType(getNullableType(type.ofType)) || draw % 2 === 0);
    const items = Array.from({ length: draw % (timing === 'mixed' ? 2 : 4) }, (_, nth) => {
      const item = randomValue(schema, type.ofType, `${id}.${nth}`, description, timing);
      if (!isLater) return item;
      return chance(`item ${id}.${nth}`) < 10 ? rejected(new Error(`rejected item ${nth}`)) : later(item, nth);
    });
    return draw < 20 ? new Set(items) : items;
  }
  if (isAbstractType(type)) {
    const possible = schema.getPossibleTypes(type);
    const name = draw < 5 ? 'Query' : draw < 7 ? 'Nothing' : possible[draw % possible.length]?.name;
    return objectOf(schema, name ?? '', id, timing);
  }
  if (isObjectType(type)) return objectOf(schema, type.name, id, timing);
  return leafOf(type, draw, description);
}

function leafOf(type: GraphQLNamedType, draw: number, description: string): unknown {
  if (draw < 6) return {};
  if (isEnumType(type)) return draw < 10 ? 'NOTHING' : type.getValues()[draw % type.getValues().length]?.value;
  if (type.name === 'Boolean') return draw < 20 ? 1 : draw % 2 === 0;
  if (type.name === 'Int') return draw < 10 ? 2 ** 40 : draw < 20 ? true : draw;
  if (type.name === 'Float') return draw < 10 ? Number.NaN : draw / 4;
  if (type.name === 'DateTime') return draw < 10 ? 'no date' : new Date(draw * 1_000);
  return draw < 15 ? draw : description;
}

/** An object with all its fields as properties; every tenth is a function. */
function objectOf(schema: GraphQLSchema, typeName: string, id: string, timing: Timing): object {
  const object = { __typename: typeName };
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return object;
  for (const { name, type: fieldType } of Object.values(type.getFields())) {
    const below = `${id}/${name}`;
    const make = (args: unknown) =>
      wrapped(randomValue(schema, fieldType, below, inspect(args), timing), below, timing);
    if (chance(`function ${below}`) < 10) Object.defineProperty(object, name, { value: make });
    else Object.defineProperty(object, name, { get: () => make(null) });
  }
  return object;
}
