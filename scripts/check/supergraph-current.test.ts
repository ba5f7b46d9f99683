import { expect, test } from '@jest/globals';
import { composeSources } from '../compose.ts';
import { supergraphCurrent } from './supergraph-current.ts';
import { treeOf } from './tree.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const CONFIG = 'subgraphs: { chat: { routing_url: "http://chat:4000/", schema: { file: chat.graphql } } }';
const SDL = `${LINK}type Query { me: Int }\n`;

const composed = () => {
  const result = composeSources([
    { name: 'chat', routingUrl: 'http://chat:4000/', schemaFile: 'chat.graphql', sdl: SDL },
  ]);
  return 'supergraphSdl' in result ? result.supergraphSdl : '';
};
const check = (files: Record<string, string>) => supergraphCurrent(treeOf({ 'supergraph.yaml': CONFIG, ...files }));

test('the composed schema passes while it is what composing prints', () => {
  expect(check({ 'chat.graphql': SDL, 'supergraph.graphql': composed() })).toEqual([]);
});

test('a contract that has moved on is caught, and a composed schema that was never written', () => {
  const stale = expect.stringContaining('npm run generate');
  const changed = SDL.replace('Int', 'String');

  expect(check({ 'chat.graphql': changed, 'supergraph.graphql': composed() })).toMatchObject([{ message: stale }]);
  expect(check({ 'chat.graphql': SDL })).toMatchObject([{ file: 'supergraph.graphql', message: stale }]);
});

test('contracts that do not compose are caught at their line', () => {
  const broken = `${LINK}type Query { me: Nope }\n`;

  expect(check({ 'chat.graphql': broken })[0]).toMatchObject({
    file: 'chat.graphql',
    line: 2,
    message: expect.stringContaining('does not compose'),
  });
});

test('a contract that is listed but missing is caught, and a missing list', () => {
  expect(check({})).toMatchObject([{ file: 'chat.graphql' }]);
  expect(supergraphCurrent(treeOf({}))).toMatchObject([{ file: 'supergraph.yaml' }]);
});
