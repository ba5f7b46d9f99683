import { expect, test } from '@jest/globals';
import { listSizes } from './list-sizes.ts';
import { treeOf } from './tree.ts';

const check = (text: string) =>
  listSizes(treeOf({ 'subgraphs/chat/schema.graphql': text })).map(({ line, message }) => `${line} ${message}`);

test.each([
  'type Query {\n  pins: [Message!]! }',
  'type Query {\n  pins: [Message!] }',
  'type SendPayload {\n  errors: [SendError!]! }',
  'interface Conversation {\n  pins(of: ID!): [Message!]! }',
])('a list of objects of unknown length is caught: %s', (text) => {
  expect(check(text)).toEqual([expect.stringMatching(/^2 `(pins|errors)`: say how many items/)]);
});

test.each([
  'type Query { pins: [Message!]! @listSize(assumedSize: 50) }',
  'type Query { pins(first: Int): [Message!]! }',
  'type Query { users(ids: [ID!]!): [User]! }',
  'type Query { pins(first: Int, after: String): PinConnection! } type PinConnection { edges: [PinEdge!]! }',
  'type Query { names: [String!]! sent: [Date!]! kinds: [Kind!]! } scalar Date enum Kind { DIRECT }',
  'input Draft { pins: [Pin!]! }',
])('one that says its length, or costs nothing, passes: %s', (text) => {
  expect(check(text)).toEqual([]);
});
