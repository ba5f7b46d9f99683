import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hostileRequests, sendRaw, UPGRADE_HEADERS } from '../../../tests/hostile-requests.ts';
import { openSmallSubgraph, serveSmall } from '../../../tests/served-world.ts';
import { accounts } from '../../fixtures/accounts.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';

/** What listens to hostile clients: the gateway, and each subgraph that is a process of its own. */
const SERVERS = {
  gateway: async () => {
    const gateway = await openFixtureGateway({
      supergraphSdl: composeFixtures([accounts]),
      subgraphs: openFixtures([accounts]).subgraphs,
    });
    return { url: gateway.url, close: () => gateway.close() };
  },
  subgraph: async () => {
    const served = await serveSmall(openSmallSubgraph().open);
    return { url: served.url, close: () => served.close() };
  },
} as const;

describe.each(['gateway', 'subgraph'] as const)('a %s', (name) => {
  let server: { readonly url: string; close(): Promise<void> };
  let port: number;
  beforeAll(async () => {
    server = await SERVERS[name]();
    port = Number(new URL(server.url).port);
  });
  afterAll(() => server.close());

  const isAlive = async (): Promise<boolean> => (await fetch(new URL('/healthz', server.url))).ok;

  test.each(hostileRequests().map((request) => [request]))('survives %j', async (request) => {
    const status = await sendRaw(port, request);

    expect(status === null || status < 500 || status === 505).toBe(true);
    expect(await isAlive()).toBe(true);
  });

  test.each([['//['], ['//graphql'], ['http://[/graphql'], ['*']])(
    'refuses to upgrade at %s with 400',
    async (target) => {
      const head = [`GET ${target} HTTP/1.1`, 'Host: x', ...UPGRADE_HEADERS].join('\r\n');
      expect(await sendRaw(port, `${head}\r\n\r\n`)).toBe(400);
    },
  );
});
