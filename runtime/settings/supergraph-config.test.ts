import { expect, test } from '@jest/globals';
import { parseSupergraphConfig, readSupergraphConfig } from './supergraph-config.ts';

const parse = (text: string) => parseSupergraphConfig(text, 'supergraph.yaml');

test("rover's format is read in the order of the file", () => {
  const text = `federation_version: =2.9.0
subgraphs:
  chat: { routing_url: "http://chat:4000/", schema: { file: subgraphs/chat/schema.graphql } }
  auth:
    routing_url: http://auth:4000/
    schema:
      file: subgraphs/auth/schema.graphql
`;

  expect(parse(text)).toEqual([
    { name: 'chat', routingUrl: 'http://chat:4000/', schemaFile: 'subgraphs/chat/schema.graphql' },
    { name: 'auth', routingUrl: 'http://auth:4000/', schemaFile: 'subgraphs/auth/schema.graphql' },
  ]);
});

test.each([
  ['no YAML', 'subgraphs: [', /^supergraph\.yaml: not YAML: /],
  ['nothing', '', /^supergraph\.yaml: /],
  ['no subgraphs', 'federation_version: 2', /^supergraph\.yaml: subgraphs: /],
  ['no address', 'subgraphs: { chat: { schema: { file: a } } }', /^supergraph\.yaml: subgraphs\.chat\.routing_url: /],
  ['a wrong address', 'subgraphs: { chat: { routing_url: chat, schema: { file: a } } }', /routing_url: /],
  ['no contract', 'subgraphs: { chat: { routing_url: "http://c/" } }', /subgraphs\.chat\.schema: /],
  [
    'a name that is no folder',
    'subgraphs: { "../x": { routing_url: "http://c/", schema: { file: a } } }',
    /lower case/,
  ],
])('%s is one line that names the file', (_, text, message) => {
  expect(() => parse(text)).toThrow(message);
  expect(() => parse(text)).not.toThrow(/\n/);
});

test('a file that is not there is named', () => {
  expect(() => readSupergraphConfig('no-such.yaml')).toThrow('no-such.yaml: cannot be read');
});
