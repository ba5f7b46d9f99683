import { describe, expect, test } from '@jest/globals';
import { schemaDocstrings } from './schema-docstrings.ts';
import { treeOf } from './tree.ts';

const check = (text: string) => schemaDocstrings(treeOf({ 'subgraphs/chat/schema.graphql': text }));
const SOME = '"Says what the name does not."';

test.each([
  ['a type', 'type Message { id: ID! }', 'Message'],
  ['a field', `${SOME} type Message { text: String }`, 'Message.text'],
  ['a field of a root type', 'type Query { me: String }', 'Query.me'],
  ['a field of an extension', 'extend type User { name: String }', 'User.name'],
  ['an argument', `type Query { ${SOME} me(by: Int): String }`, 'Query.me.by'],
  ['an input that belongs to no mutation', `input Draft { ${SOME} a: Int }`, 'Draft'],
  ['an input field', `${SOME} input Draft { text: String }`, 'Draft.text'],
  ['an enum', `enum Kind { ${SOME} A }`, 'Kind'],
  ['an interface', 'interface Node { id: ID! }', 'Node'],
  ['a union', 'union Either = A | B', 'Either'],
  ['a scalar', 'scalar Date', 'Date'],
  ['an empty docstring', '"" type Message { id: ID! }', 'Message'],
])('%s without a docstring is caught', (_, text, coordinate) => {
  expect(check(text).map(({ message }) => message)).toEqual([`\`${coordinate}\`: has no docstring`]);
});

test('what follows from conventions needs none', () => {
  const text = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")
    type Mutation { ${SOME} send(input: SendInput!): SendPayload! }
    input SendInput { id: ID! }
    type SendPayload { errors: [SendError!]! }
    union SendError = A
    type PersonConnection { edges: [PersonEdge!]! pageInfo: PageInfo! }
    type PersonEdge { node: Person! }
    ${SOME} enum Kind { FRIENDS STRANGERS }`;

  expect(check(text)).toEqual([]);
});

test('a docstring that says nothing is caught everywhere', () => {
  const text = `${SOME} enum Kind { "They are friends." FRIENDS }
    "Which message to edit." input EditMessageInput { id: ID! }
    type Query { "The viewer." viewer: String }`;

  expect(check(text).map(({ message }) => message)).toEqual([
    expect.stringContaining('`Kind.FRIENDS`: "They are friends." only repeats the name'),
    expect.stringContaining('`EditMessageInput`: "Which message to edit." only repeats the name'),
    expect.stringContaining('`Query.viewer`: "The viewer." is under 16 characters'),
  ]);
});

test('the finding names the line', () => {
  expect(check(`${SOME}\ntype Message {\n  id: ID!\n  text: String\n}`)).toMatchObject([{ line: 4 }]);
});

describe('paging', () => {
  test('arguments of a connection read alike', () => {
    const connection = (first: string) => `type Query { ${SOME} people("${first}" first: Int): PersonConnection! }`;

    expect(check(connection('Number of items from the start, 0 to 100; 20 by default.'))).toEqual([]);
    expect(check(connection('How many people there may be on a page.'))).toMatchObject([
      { message: expect.stringContaining('`Query.people.first`: a connection\'s `first` reads "Number of items') },
    ]);
  });

  test('so does the cursor that a subscription resumes after', () => {
    const subscription = (after: string) => `type Subscription { ${SOME} added("${after}" after: String): Added! }`;
    const words =
      'Resumes after this cursor, taken from an event of this stream or from `Chat.cursor`. Starts now when absent.';

    expect(check(subscription(words))).toEqual([]);
    expect(check(subscription('The last cursor that the client has seen.'))).toHaveLength(1);
  });

  test('another `first` is free', () => {
    expect(check(`type Query { ${SOME} names("How many people to name." first: Int): [String!]! }`)).toEqual([]);
  });
});
