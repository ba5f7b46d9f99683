import { makeExecutableSchema } from '@graphql-tools/schema';
import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createCompiledExecute } from './compiled-execute.ts';

const seen: unknown[] = [];
const turns = async (count: number): Promise<number> => {
  for (let turn = 0; turn < count; turn += 1) await null;
  return 1;
};

const resolvers = {
  Query: {
    pair: () => ({}),
    slow: () => turns(100),
    items: () => [{ id: '1' }, { id: '2' }],
    broken: () => [{ name: Promise.reject(new Error('later')) }, { name: new Error('now') }],
  },
  Pair: {
    first: () => Promise.reject(new Error('first')),
    second: () => turns(50).then(() => Promise.reject(new Error('second'))),
  },
  Item: {
    echo(_: unknown, args: { input: { text: string } }) {
      seen.push(args);
      return args.input.text;
    },
  },
};
const typeDefs = `
  type Query { items: [Item!]!, broken: [Broken!], pair: Pair, slow: Int }
  type Pair { first: Int!, second: Int }
  type Item { id: ID!, echo(input: Input!): String }
  type Broken { name: String! }
  input Input { text: String = "none" }`;
const execute = createCompiledExecute(makeExecutableSchema({ typeDefs, resolvers }));

const resultOf = async (text: string, variableValues: Record<string, unknown> = {}) => {
  const { data, errors } = await execute({ document: parse(text), variableValues });
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: errors?.map(({ message }) => message) ?? [] };
};

test('arguments are coerced once an execution, and cannot be changed by a resolver', async () => {
  const document = parse('query ($text: String) { items { echo(input: { text: $text }) } }');
  seen.length = 0;
  for (const text of ['a', 'b']) await execute({ document, variableValues: { text } });
  expect(seen).toMatchObject(['a', 'a', 'b', 'b'].map((text) => ({ input: { text } })));
  expect(seen[0]).toBe(seen[1]);
  expect(() => Object.assign(seen[0] ?? {}, { more: 1 })).toThrow(TypeError);
});

test('literal arguments are coerced once for all executions', async () => {
  const document = parse('{ items { echo(input: {}) } }');
  seen.length = 0;
  for (const _ of [1, 2]) await execute({ document });
  expect(new Set(seen).size).toBe(1);
});

test('a list that fails leaves no promise of its items unhandled', async () => {
  expect(await resultOf('{ broken { name } }')).toEqual({ data: { broken: null }, errors: ['now'] });
});

test('an error below an object that is null already is not reported', async () => {
  const { data, errors } = await resultOf('{ pair { first second } slow }');
  expect(data).toEqual({ pair: null, slow: 1 });
  expect(errors).toEqual(['first']);
});

test('each combination of conditions has a form of its own', async () => {
  const document = parse('query ($a: Boolean!, $b: Boolean!) { items { id @skip(if: $a) name: id @include(if: $b) } }');
  for (const [a, b] of [
    [true, false],
    [false, true],
    [true, false],
    [false, false],
  ]) {
    const { data } = await execute({ document, variableValues: { a, b } });
    const items = [1, 2].map((id) => ({ ...(a ? {} : { id: `${id}` }), ...(b ? { name: `${id}` } : {}) }));
    expect(JSON.parse(JSON.stringify(data))).toEqual({ items });
  }
});

test('a condition that is null fails as in graphql-js', async () => {
  const { errors } = await resultOf('query ($if: Boolean = true) { items { id @skip(if: $if) } }', { if: null });
  expect(errors).toEqual([expect.stringContaining('must not be null')]);
});

test('a client may call a field __proto__', async () => {
  const { data } = await execute({ document: parse('{ items { __proto__: id } }') });
  expect(JSON.stringify(data)).toBe('{"items":[{"__proto__":"1"},{"__proto__":"2"}]}');
});

test('variables that do not fit are refused before anything is executed', async () => {
  seen.length = 0;
  const { errors } = await resultOf('query ($in: Input!) { items { echo(input: $in) } }', { in: { text: 1 } });
  expect(errors).toHaveLength(1);
  expect(seen).toEqual([]);
});
