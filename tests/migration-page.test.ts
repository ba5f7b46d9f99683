import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildSchema, isInterfaceType, isObjectType } from 'graphql';
import { parse } from 'yaml';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';

const PAGE = readFileSync('docs/migration.md', 'utf8');

/** The fifteen methods of the messenger's services. */
const METHODS = [
  ...['Register', 'Login', 'Logout', 'GetUserProfile', 'GetUserProfileByNickname', 'UpdateUserProfile'],
  ...['GetFriendsList', 'SendFriendRequest', 'AcceptFriendRequest', 'RejectFriendRequest', 'RemoveFriend'],
  ...['CreateChat', 'GetUserChats', 'SendMessage', 'GetChatHistory'],
];

const graph = buildSchema(readFileSync('supergraph.graphql', 'utf8'), { assumeValidSDL: true });

/** Whether the graph has `Type.field`. */
function hasField(coordinate: string): boolean {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = graph.getType(typeName);
  return (isObjectType(type) || isInterfaceType(type)) && fieldName in type.getFields();
}

test('each method of the messenger has an operation that exists', () => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` \| `(\w+\.\w+)` \|/gm)].map(([, method, operation]) => ({
    method,
    operation,
  }));
  expect(rows.map(({ method }) => method)).toEqual(METHODS);
  expect(rows.filter(({ operation = '' }) => !hasField(operation))).toEqual([]);
});

test('every operation that the page names exists', () => {
  const named = [...PAGE.matchAll(/`((?:Query|Mutation|Subscription|Conversation)\.\w+)`/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => !hasField(name))).toEqual([]);
});

test('every domain that the page names is one', () => {
  const [, table = ''] = PAGE.split('| service | domain |');
  const domains = [...table.matchAll(/\| (\w+) \|$/gm)].map(([, name]) => name);
  const names = readSupergraphConfig().map(({ name }) => name);
  expect(domains.length).toBeGreaterThan(10);
  expect(domains.filter((name) => name === undefined || !names.includes(name))).toEqual([]);
});

interface Route {
  readonly method: string;
  readonly path: string;
}

test('every call of the social live app is a route below /v1', () => {
  const client = readFileSync('docs/clients/social_live_api.dart', 'utf8');
  expect(client).toMatch(/baseUrl = '[^']*\/v1'/);
  const { groups }: { groups: readonly { routes: readonly Route[] }[] } = parse(
    readFileSync('gateway/rest/routes.yaml', 'utf8'),
  );
  const routes = new Set(groups.flatMap(({ routes }) => routes.map(({ method, path }) => `${method} ${path}`)));
  const calls = [...client.matchAll(/apiClient\.(get|post|put|delete)\('([^']+)'/g)].map(
    ([, method = '', path = '']) => `${method.toUpperCase()} ${path}`,
  );
  expect(calls).toHaveLength(24);
  expect(calls.filter((call) => !routes.has(call))).toEqual([]);
  const prefixes = [...client.matchAll(/Endpoint = '([^']+)'/g)].map(([, prefix = '']) => prefix);
  expect(prefixes.filter((prefix) => !calls.some((call) => call.includes(` ${prefix}/`)))).toEqual([]);
});
