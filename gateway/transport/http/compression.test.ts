import { get as httpGet, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accounts } from '../../fixtures/accounts.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { reviews } from '../../fixtures/reviews.ts';
import type { Gateway } from '../../index.ts';
import { encodingFor } from './compression.ts';

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['deflate', null],
  ['gzip', 'gzip'],
  ['X-GZIP', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0, gzip;q=0.1', 'gzip'],
  ['br;q=0, gzip;q=0.0', null],
  ['*', 'br'],
  ['*, br;q=0', 'gzip'],
  ['*;q=0', null],
  ['identity, gzip;q=0.5', null],
  ['identity;q=0.5, gzip', 'gzip'],
  ['brotli, gzipped', null],
])('what Accept-Encoding %j asks for: %s', (header, encoding) => {
  expect(encodingFor(header)).toBe(encoding);
});

/** A response as it was sent, compressed: `fetch` would decompress it. */
function exchange(url: string, headers: Record<string, string>, body?: object) {
  return new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
    const sent = body === undefined ? httpGet(url, { headers }) : request(url, { method: 'POST', headers });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const ALL = [accounts, products, reviews];
const JSON_HEADERS = { 'content-type': 'application/json' };
const query = 'query ($text: String) { echo(text: $text) }';
const long = { query, variables: { text: 'Ä😀'.repeat(5_000) } };
const read = { br: brotliDecompressSync, gzip: gunzipSync } as const;

describe('a response', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openFixtureGateway({ supergraphSdl: composeFixtures(ALL), subgraphs: openFixtures(ALL).subgraphs });
  });
  afterAll(() => gateway.close());
  const ask = (encodings: string, body: object) =>
    exchange(`${gateway.url}/graphql`, { ...JSON_HEADERS, 'accept-encoding': encodings }, body);

  test.each(['br', 'gzip'] as const)('that is long comes as %s', async (encoding) => {
    const { status, headers, bytes } = await ask(encoding, long);
    expect([status, headers['content-encoding'], headers['vary']]).toEqual([200, encoding, 'origin, accept-encoding']);
    expect(Number(headers['content-length'])).toBe(bytes.length);
    expect(bytes.length).toBeLessThan(1_000);
    expect(JSON.parse(String(read[encoding](bytes)))).toEqual({ data: { echo: long.variables.text } });
  });

  test('by GET, or with extensions, does too', async () => {
    const search = new URLSearchParams({ query, variables: JSON.stringify({ text: 'x'.repeat(2_000) }) });
    const byGet = await exchange(`${gateway.url}/graphql?${search}`, { 'accept-encoding': 'gzip' });
    const extended = await ask('gzip', { ...long, extensions: {} });
    for (const { headers } of [byGet, extended]) expect(headers['content-encoding']).toBe('gzip');
  });

  test.each([
    ['short', 'br', { query, variables: { text: 'short' } }],
    ['for who asks for nothing', '', long],
    ['for who can read none of them', 'deflate', long],
  ])('that is %s comes as it is, and says that others may not', async (_, encodings, body) => {
    const { headers, bytes } = await ask(encodings, body);
    expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, 'origin, accept-encoding']);
    expect(JSON.parse(String(bytes))).toEqual({ data: { echo: body.variables.text } });
  });

  test.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'that is a stream comes as it is: %s',
    async (accept) => {
      const headers = { ...JSON_HEADERS, accept, 'accept-encoding': 'br' };
      const response = await exchange(`${gateway.url}/graphql`, headers, { query: 'subscription { ticks(upTo: 99) }' });
      expect(response.headers['content-encoding']).toBeUndefined();
      expect(String(response.bytes)).toContain('{"ticks":99}');
    },
  );

  test('that is refused can be read as well', async () => {
    const { status, bytes } = await ask('br', { query: '{ nope }' });
    expect([status, JSON.parse(String(bytes)).errors.length]).toEqual([200, 1]);
  });
});

test('where it is switched off nothing is compressed, and nothing varies', async () => {
  const gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: openFixtures(ALL).subgraphs,
    compression: false,
  });
  const { headers } = await exchange(`${gateway.url}/graphql`, { ...JSON_HEADERS, 'accept-encoding': 'br' }, long);
  expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, 'origin']);
  await gateway.close();
});
