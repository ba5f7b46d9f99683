import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { post } from './fixtures/clients.ts';
import { ENTITY_CASES } from './fixtures/foreign/entities.ts';
import { type ForeignAsk, type ForeignCase, LINK } from './fixtures/foreign/foreign-case.ts';
import { INTERFACE_CASES } from './fixtures/foreign/interfaces.ts';
import { PROVISION_CASES } from './fixtures/foreign/provisions.ts';
import { REQUIREMENT_CASES } from './fixtures/foreign/requirements.ts';
import { ROOT_CASES } from './fixtures/foreign/roots.ts';
import { PARTIAL_CASES } from './fixtures/foreign/unions.ts';
import { composeFixtures, openFixtureGateway } from './fixtures/open-fixture.ts';
import { type PlainSubgraph, servePlain } from './fixtures/serve-plain.ts';
import type { Gateway } from './index.ts';
import { buildSupergraph } from './supergraph.ts';
import { openRemoteSubgraphs } from './swap/open-remote-subgraphs.ts';

const CASES: readonly ForeignCase[] = [
  ...ROOT_CASES,
  ...ENTITY_CASES,
  ...INTERFACE_CASES,
  ...PARTIAL_CASES,
  ...REQUIREMENT_CASES,
  ...PROVISION_CASES,
];

describe.each(CASES)('a supergraph of others with $name', ({ subgraphs, asks }) => {
  const served = new Map<string, PlainSubgraph>();
  let gateway: Gateway;

  beforeAll(async () => {
    const fixtures = Object.entries(subgraphs).map(([name, { typeDefs, resolvers = {}, isFirst = false }]) => ({
      name,
      typeDefs: isFirst ? typeDefs : LINK + typeDefs,
      resolvers,
    }));
    for (const fixture of fixtures) served.set(fixture.name, await servePlain(fixture));
    const urls = Object.fromEntries([...served].map(([name, { url }]) => [name, url]));
    const supergraphSdl = composeFixtures(fixtures, urls);
    const addresses = buildSupergraph(supergraphSdl).subgraphs;
    gateway = await openFixtureGateway({
      supergraphSdl,
      subgraphs: openRemoteSubgraphs(addresses, pino({ level: 'silent' })),
      limits: false,
    });
  });
  afterAll(async () => {
    await gateway?.close();
    await Promise.all([...served.values()].map((subgraph) => subgraph.close()));
  });

  test.each(asks.map((ask): [string, ForeignAsk] => [ask.query, ask]))('%s', async (_, ask) => {
    const { query, variables, data, errors = [] } = ask;
    const { body, status } = await post(gateway.url, { query, variables });
    if (data === undefined) {
      expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([400, 'BAD_USER_INPUT']);
      return;
    }
    expect(body.errors?.map(({ path = [] }) => path.join('.')) ?? []).toEqual(errors);
    // As text: keys have an order.
    expect(JSON.stringify(body.data)).toBe(JSON.stringify(data));
  });
});
