import { describe, expect, test } from '@jest/globals';
import { preambleBlock } from '../generate/contract-preamble.ts';
import { contractPreamble } from './preamble.ts';
import { treeOf } from './tree.ts';

describe('contracts', () => {
  const preamble = 'scalar Date\n\nscalar URL\n';
  const check = (schema: string) =>
    contractPreamble(treeOf({ 'runtime/graphql/contract.graphql': preamble, 'subgraphs/chat/schema.graphql': schema }));

  test('one that begins with the preamble passes', () => {
    expect(check(`${preambleBlock(preamble)}\ntype Query { a: Int }\n`)).toEqual([]);
  });

  test.each([
    ['another word', `${preambleBlock('scalar Date\n\nscalar Url')}type Query { a: Int }\n`, 4],
    ['a comment before it', `# chat\n${preambleBlock(preamble)}`, 1],
    ['nothing of it', 'type Query { a: Int }', 1],
    ['a last line that goes on', preambleBlock('scalar Date\n\nscalar URLs'), 4],
  ])('one with %s is caught where it differs', (_, schema, line) => {
    expect(check(schema)).toMatchObject([{ file: 'subgraphs/chat/schema.graphql', line }]);
  });
});
