import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { describe, expect, test } from '@jest/globals';
import { type ExecutionResult, execute, type GraphQLSchema, OperationTypeNode, parse, validate } from 'graphql';
import { type Draw, writeOperation } from '../gateway/fixtures/oracle/random-operation.ts';
import { createCompiledExecute } from '../runtime/graphql/execution/compiled-execute.ts';
import { scalars } from '../runtime/graphql/scalars.ts';
import { addRandomResolvers, type Timing } from './random-resolvers.ts';

const DOMAINS = ['auth', 'chat', 'friends', 'notifications', 'profile', 'streaming'];
const OPERATIONS = 30;
const KINDS = [OperationTypeNode.QUERY, OperationTypeNode.QUERY, OperationTypeNode.MUTATION];

/** Pseudo-random numbers, the same for each run (mulberry32). */
function drawFrom(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function schemaOf(domain: string, timing: Timing): GraphQLSchema {
  const contract = new URL(`../subgraphs/${domain}/schema.graphql`, import.meta.url);
  const typeDefs = parse(readFileSync(contract, 'utf8'));
  // as: resolvers of scalars alone, which Apollo's type does not know.
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: scalars }] as Parameters<typeof buildSubgraphSchema>[0]);
  addRandomResolvers(schema, timing);
  const fields = schema.getQueryType()?.getFields() ?? {};
  // By a name that the writer of operations uses.
  if (fields['_entities'] !== undefined) fields['entities'] = { ...fields['_entities'], name: 'entities' };
  return schema;
}

describe.each(DOMAINS)('operations of %s', (domain) => {
  test.each(['synchronous', 'asynchronous', 'mixed'] as const)('have the result of graphql-js: %s', async (timing) => {
    const schema = schemaOf(domain, timing);
    const executeCompiled = createCompiledExecute(schema);
    let compared = 0;
    for (let seed = 1; compared < OPERATIONS; seed += 1) {
      const draw = drawFrom(seed);
      const { query, variables } = writeOperation(schema, KINDS[draw(KINDS.length)] ?? OperationTypeNode.QUERY, draw);
      const document = parse(query);
      if (validate(schema, document).length > 0) continue;
      compared += 1;
      const args = { document, variableValues: variables, rootValue: { seed } };
      const expected = normal(await execute({ ...args, schema }), timing);
      // Compiled, and once more from what was compiled.
      for (const _ of [1, 2]) {
        const actual = normal(await executeCompiled(args), timing);
        if (JSON.stringify(actual) !== JSON.stringify(expected))
          expect({ query, ...actual }).toEqual({ query, ...expected });
      }
    }
    expect(compared).toBe(OPERATIONS);
  });
});

/**
 * A result as text, with its errors in the order of their paths. With promises, which of several errors nulls an object,
 * and whether one below it counts, depends on which promise is settled first: such errors are left out.
 */
function normal({ data, errors = [] }: ExecutionResult, timing: Timing): { data: unknown; errors: unknown[] } {
  const listed = errors
    .filter(({ path }) => timing === 'synchronous' || !isBelowNull(data, path ?? []))
    .map((error) =>
      JSON.stringify({ ...error.toJSON(), cause: String(error.originalError), nodes: error.nodes?.length }),
    );
  return {
    data: JSON.parse(JSON.stringify(data ?? null)),
    errors: timing === 'synchronous' ? listed : listed.toSorted(),
  };
}

function isBelowNull(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, key);
  }
  return false;
}
