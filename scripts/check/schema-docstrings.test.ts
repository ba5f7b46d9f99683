import { expect, test } from '@jest/globals';
import { schemaDocstrings } from './schema-docstrings.ts';
import { treeOf } from './tree.ts';

const check = (text: string) => schemaDocstrings(treeOf({ 'subgraphs/chat/schema.graphql': text }));

test.each([
  ['a type', 'type Message { id: ID! }', 'Message'],
  ['a field', '"A." type Message { text: String }', 'Message.text'],
  ['a field of a root type', 'type Query { me: String }', 'Query.me'],
  ['a field of an extension', 'extend type User { name: String }', 'User.name'],
  ['an argument, also one named id of a documented field', 'type Query { "A." me(by: Int): String }', 'Query.me.by'],
  ['an input', 'input Draft { "A." a: Int }', 'Draft'],
  ['an input field', '"A." input Draft { text: String }', 'Draft.text'],
  ['an enum', 'enum Kind { "A." A }', 'Kind'],
  ['an enum value', '"A." enum Kind { A }', 'Kind.A'],
  ['an interface', 'interface Node { id: ID! }', 'Node'],
  ['a union', 'union Either = A | B', 'Either'],
  ['a scalar', 'scalar Date', 'Date'],
  ['an empty docstring', '"" type Message { id: ID! }', 'Message'],
])('%s without a docstring is caught', (_, text, coordinate) => {
  expect(check(text).map(({ message }) => message)).toEqual([`\`${coordinate}\` has no docstring`]);
});

test('root types, fields named id and link directives need none', () => {
  const text = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")
    type Query { "Who asks." me("Which." at: Int): User }
    "A person." type User { id: ID! "What they are called." name: String }
    "What to do." input Draft { id: ID! }`;

  expect(check(text)).toEqual([]);
});

test('the finding names the line', () => {
  expect(check('"A."\ntype Message {\n  id: ID!\n  text: String\n}')).toMatchObject([{ line: 4 }]);
});
