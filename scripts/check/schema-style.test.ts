import { describe, expect, test } from '@jest/globals';
import { schemaStyle } from './schema-style.ts';
import { treeOf } from './tree.ts';

const check = (text: string) =>
  schemaStyle(treeOf({ 'subgraphs/chat/schema.graphql': text })).map(({ message }) => message);

describe('mutations', () => {
  const good = `
    type Mutation { sendMessage(input: SendMessageInput!): SendMessagePayload! }
    input SendMessageInput { text: String! }
    type SendMessagePayload { message: String errors: [SendMessageError!]! }
    union SendMessageError = NotAMember
    type NotAMember implements UserError { message: String! path: [String!]! }`;

  test('one that follows the conventions passes, with one input or none', () => {
    expect(check(good)).toEqual([]);
    expect(check(good.replace('(input: SendMessageInput!)', ''))).toEqual([]);
  });

  test.each([
    ['loose arguments', 'input: SendMessageInput!', 'text: String!', 'takes `input: SendMessageInput!`'],
    ['two arguments', 'input: SendMessageInput!', 'input: SendMessageInput!, more: Int', 'takes `input'],
    ['an input that may be null', 'SendMessageInput!)', 'SendMessageInput)', 'takes `input'],
    ['the input of another', 'SendMessageInput!)', 'OtherInput!)', 'takes `input'],
    ['a bare answer', ': SendMessagePayload!', ': String', 'returns `SendMessagePayload!`'],
    ['errors that may be null', '[SendMessageError!]!', '[SendMessageError!]', 'errors: [SendMessageError!]!'],
    ['no errors', 'errors: [SendMessageError!]!', 'other: Int', 'errors: [SendMessageError!]!'],
    ['no union', 'union SendMessageError = NotAMember', '', 'errors: [SendMessageError!]!'],
    ['a stranger in the union', 'implements UserError ', '', 'does not implement UserError'],
  ])('%s are caught', (_, before, after, message) => {
    expect(check(good.replace(before, after)).join('\n')).toContain(message);
  });
});

describe('lists', () => {
  test.each(['[Int]', '[Int]!', '[Int!]', '[[Int!]]!'])('%s is caught', (type) => {
    expect(check(`type A { list: ${type} }`)).toEqual(['`list`: lists are `[T!]!`']);
  });

  test.each(['[Int!]!', '[[Int!]!]!', 'Int'])('%s passes', (type) => {
    expect(check(`type A { list: ${type} }`)).toEqual([]);
  });

  test('a batch read by ids may hold nulls, and a list that says when it is null may be null', () => {
    expect(check('type A { list(ids: [ID!]!): [B]! }')).toEqual([]);
    expect(check('type A { list(names: [ID!]!): [B]! }')).toEqual(['`list`: lists are `[T!]!`']);
    expect(check('type A { "What they may do; null when hidden." list: [B!] }')).toEqual([]);
    expect(check('type A { "What they may do." list: [B!] }')).toEqual(['`list`: lists are `[T!]!`']);
  });

  test('a connection without first and after is caught, one with them passes', () => {
    expect(check('type A { friends(first: Int): UserConnection! }')).toEqual([expect.stringContaining('no after')]);
    expect(check('type A { friends: UserConnection }')).toEqual([expect.stringContaining('no first, after')]);
    expect(check('type A { friends(first: Int, after: String): UserConnection! }')).toEqual([]);
  });
});

describe('letter case', () => {
  test.each([
    'enum Kind { Direct }',
    'enum Kind { direct }',
    'type chat_message { a: Int }',
    'type Message { sent_at: Int }',
    'type Message { Text: Int }',
    'input Draft { Text: Int }',
    'type Query { me(By: Int): Int }',
  ])('%s is caught', (text) => {
    expect(check(text)).toHaveLength(1);
  });

  test('good names pass', () => {
    expect(check('enum Kind { DIRECT REQUESTED_BY_USER V2 } scalar URL type A { sentAt2: URL }')).toEqual([]);
  });
});

test('the finding names the line', () => {
  const tree = treeOf({ 'subgraphs/chat/schema.graphql': 'type A {\n  a: Int\n  b: [Int]\n}' });

  expect(schemaStyle(tree)).toMatchObject([{ file: 'subgraphs/chat/schema.graphql', line: 3, rule: 'schema-style' }]);
});
