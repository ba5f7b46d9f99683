import { describe, expect, test } from '@jest/globals';
import { contractPreamble } from './preamble.ts';
import { treeOf } from './tree.ts';

describe('contracts', () => {
  const preamble = 'scalar Date\n\nscalar URL\n';
  const check = (schema: string) =>
    contractPreamble(treeOf({ 'runtime/graphql/contract.graphql': preamble, 'subgraphs/chat/schema.graphql': schema }));

  test('one that begins with the preamble passes', () => {
    expect(check(`${preamble}\ntype Query { a: Int }\n`)).toEqual([]);
  });

  test.each([
    ['another word', 'scalar Date\n\nscalar Url\ntype Query { a: Int }\n', 3],
    ['a comment before it', `# chat\n${preamble}`, 1],
    ['nothing of it', 'type Query { a: Int }', 1],
    ['a last line that goes on', 'scalar Date\n\nscalar URLs\n', 3],
  ])('one with %s is caught where it differs', (_, schema, line) => {
    expect(check(schema)).toMatchObject([{ file: 'subgraphs/chat/schema.graphql', line }]);
  });
});
