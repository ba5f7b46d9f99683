import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { accounts } from '../../fixtures/accounts.ts';
import { post } from '../../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import type { Gateway } from '../../index.ts';
import { createAllowedOrigins } from './allowed-origins.ts';

const silent = pino({ level: 'silent' });

describe('origins that are allowed', () => {
  const includes = (origin: string, allowed: readonly string[], production = true, host = 'api.example'): boolean =>
    createAllowedOrigins({ allowed, production, log: silent }).includes(origin, host);

  test.each([
    ['https://app.example', ['https://app.example']],
    ['HTTPS://App.Example', ['https://app.example']],
    ['https://app.example', ['HTTPS://APP.example']],
    ['https://a.app.example', ['https://*.app.example']],
    ['https://a.b.app.example', ['https://*.app.example']],
    ['https://pr-12.app.example:8443', ['https://*.app.example:8443']],
    ['http://app.example:3000', ['http://app.example:*']],
    ['capacitor://localhost', ['capacitor://localhost']],
    ['null', ['null']],
    ['https://anything.example', ['*']],
    ['https://api.example', []],
  ])('%s by %j', (origin, allowed) => {
    expect(includes(origin, allowed)).toBe(true);
  });

  test.each([
    ['https://app.example', ['https://*.app.example']],
    ['https://evilapp.example', ['https://*.app.example']],
    ['https://a.app.example.evil', ['https://*.app.example']],
    ['https://a.app.example:8443', ['https://*.app.example']],
    ['http://a.app.example', ['https://*.app.example']],
    ['https://evil/.app.example', ['https://*.app.example']],
    ['https://evil@a.app.example', ['https://*.app.example']],
    ['https://appXexample', ['https://app.example']],
    ['null', ['https://app.example']],
    ['//[', ['https://app.example']],
    ['http://localhost:3000', []],
    ['https://api.example.evil', []],
  ])('not %s by %j', (origin, allowed) => {
    expect(includes(origin, allowed)).toBe(false);
  });

  test.each([
    'http://localhost',
    'http://localhost:5173',
    'https://app.localhost:1',
    'http://127.0.0.1:9',
    'http://[::1]:9',
  ])('%s outside production alone', (origin) => {
    expect([includes(origin, [], false), includes(origin, [], true)]).toEqual([true, false]);
  });

  test('outside production nothing that only begins like this machine', () => {
    for (const origin of ['http://localhost.evil', 'http://127.0.0.1.evil', 'http://evil/localhost'])
      expect(includes(origin, [], false)).toBe(false);
  });
});

describe('a gateway', () => {
  const lines: string[] = [];
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openFixtureGateway({
      supergraphSdl: composeFixtures([accounts]),
      subgraphs: openFixtures([accounts]).subgraphs,
      allowedOrigins: ['https://*.app.example'],
      bounds: { requestsInFlight: 1 },
      production: true,
      log: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }),
    });
  });
  afterAll(() => gateway.close());

  const preflight = (path: string, origin: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', ...headers },
    });

  test.each(['/graphql', '/', '/healthz', '/oauth/any/callback', '/nowhere'])(
    'lets pages of an allowed origin send any header to %s',
    async (path) => {
      const requestedHeaders = 'apollographql-client-name,traceparent,baggage,x-anything';
      const { status, headers } = await preflight(path, 'https://a.app.example', {
        'access-control-request-headers': requestedHeaders,
      });
      expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-headers')]).toEqual(
        [204, 'https://a.app.example', requestedHeaders],
      );
      expect(headers.get('access-control-allow-methods')).toContain('POST');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toBe('origin, access-control-request-method, access-control-request-headers');
    },
  );

  test('lets them read answers, and what stands beside them in headers', async () => {
    const { status, headers } = await post(
      gateway.url,
      { query: '{ __typename }' },
      { origin: 'https://a.app.example' },
    );
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, 'https://a.app.example']);
    expect(headers.get('access-control-expose-headers')).toBe('retry-after, x-request-id, x-operation-cost');
    expect(headers.get('vary')).toContain('origin');
  });

  test('lets them read the response to a rejected request', async () => {
    const running = post(gateway.url, { query: '{ slow }' });
    let refused = await post(gateway.url, { query: '{ __typename }' }, { origin: 'https://a.app.example' });
    while (refused.status !== 503)
      refused = await post(gateway.url, { query: '{ __typename }' }, { origin: 'https://a.app.example' });
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://a.app.example');
    expect(refused.headers.get('x-request-id')).not.toBeNull();
    await running;
  });

  test('responses without an origin vary by origin, for caches', async () => {
    const { headers } = await post(gateway.url, { query: '{ __typename }' });
    expect([headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([
      null,
      'origin, accept-encoding',
    ]);
  });

  test('refuses another origin, names the variable, and logs it once', async () => {
    const origin = 'https://evil.example';
    const refused = [
      await preflight('/graphql', origin),
      await preflight('/nowhere', origin),
      await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { origin } }),
      await fetch(`${gateway.url}/graphql?query={__typename}`, { headers: { origin } }),
    ];
    for (const response of refused) {
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      expect(await response.json()).toMatchObject({
        errors: [{ message: expect.stringContaining('ALLOWED_ORIGINS'), extensions: { code: 'FORBIDDEN' } }],
      });
    }
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    expect([response.statusCode, String((await once(response, 'data'))[0])]).toEqual([
      403,
      expect.stringContaining('ALLOWED_ORIGINS'),
    ]);
    expect(lines.filter((line) => line.includes(origin))).toHaveLength(1);
  });

  test('takes what a form of another page posts to other routes, which that page cannot read', async () => {
    const { status, headers } = await fetch(`${gateway.url}/healthz`, { headers: { origin: 'https://evil.example' } });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  test('allows no header whose name is none', async () => {
    const { headers } = await preflight('/graphql', 'https://a.app.example', {
      'access-control-request-headers': 'x"<script>',
    });
    expect(headers.get('access-control-allow-headers')).toBeNull();
  });
});
