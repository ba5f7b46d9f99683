import { expect, test } from '@jest/globals';
import { resolveReference } from './resolve-reference.ts';
import { treeOf } from './tree.ts';

const ENTITY = 'type Message @key(fields: "id") { id: ID! }';
const check = (resolvers: string, schema = ENTITY, file = 'resolvers.ts') =>
  resolveReference(treeOf({ 'subgraphs/chat/schema.graphql': schema, [`subgraphs/chat/${file}`]: resolvers }));

test.each([
  ['no resolvers at all', ''],
  ['resolvers of the type without it', 'export const resolvers = { Message: { author: () => null } };'],
  ['it on another type', 'export const resolvers = { Conversation: { __resolveReference() {} } };'],
  ['it in a comment', '// Message: { __resolveReference }\nexport const resolvers = {};'],
])('a resolvable key is caught with %s', (_, resolvers) => {
  expect(check(resolvers)).toMatchObject([
    { file: 'subgraphs/chat/schema.graphql', line: 1, rule: 'resolve-reference' },
  ]);
});

test.each([
  ['as a function', 'export const resolvers = { Message: { __resolveReference: (it) => load(it) } };'],
  ['as a method', 'export const resolvers = { Message: { async __resolveReference(it) {} } };'],
  ['by name', 'const __resolveReference = load; export const resolvers = { Message: { __resolveReference } };'],
  [
    'in an object of its own',
    'const message = { __resolveReference() {} }; export const resolvers = { Message: message };',
  ],
  ['in shorthand', 'const Message = { __resolveReference() {} }; export const resolvers = { Message };'],
  ['with a checked type', 'export const Message = { __resolveReference() {} } satisfies MessageResolvers;'],
])('a resolvable key passes with it given %s', (_, resolvers) => {
  expect(check(resolvers)).toEqual([]);
});

test('resolvers in several files are read together', () => {
  const tree = treeOf({
    'subgraphs/chat/schema.graphql': ENTITY,
    'subgraphs/chat/resolvers/index.ts':
      "import { message } from './message.ts'; export const resolvers = { Message: message };",
    'subgraphs/chat/resolvers/message.ts': 'export const message = { __resolveReference() {} };',
  });

  expect(resolveReference(tree)).toEqual([]);
});

test.each([
  ['a type without key', 'type Message { id: ID! }'],
  ['a reference to the entity of another', 'type Message @key(fields: "id", resolvable: false) { id: ID! }'],
])('%s needs none', (_, schema) => {
  expect(check('', schema)).toEqual([]);
});

test('an extended entity needs one too, and a test does not give it', () => {
  const resolvers = 'const resolvers = { User: { __resolveReference() {} } };';
  const schema = 'extend type User @key(fields: "id") { id: ID! }';

  expect(check(resolvers, schema, 'resolvers.test.ts')).toHaveLength(1);
  expect(check(resolvers, schema)).toEqual([]);
});
