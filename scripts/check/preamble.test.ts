import { describe, expect, test } from '@jest/globals';
import { contractPreamble, deliveryModels } from './preamble.ts';
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

describe('Prisma schemas', () => {
  const models = '/// Events.\nmodel Outbox {\n  id String @id\n}\n';
  const check = (schema: string) =>
    deliveryModels(
      treeOf({
        'runtime/events/delivery.prisma': `// Copied into every domain.\n\n${models}`,
        'prisma/chat/schema.prisma': schema,
      }),
    );

  test('one that ends with the models passes, the heading aside', () => {
    expect(check(`model Message {\n  id String @id\n}\n\n${models}`)).toEqual([]);
  });

  test.each([
    ['lacks them', 'model Message {}\n'],
    ['changes them', models.replace('String', 'Int')],
    ['goes on after them', `${models}model Message {}\n`],
  ])('one that %s is caught', (_, schema) => {
    expect(check(schema)).toMatchObject([{ file: 'prisma/chat/schema.prisma', rule: 'delivery-models' }]);
  });

  test('without the shared models nothing is asked', () => {
    expect(deliveryModels(treeOf({ 'prisma/chat/schema.prisma': 'model Message {}' }))).toEqual([]);
  });
});
