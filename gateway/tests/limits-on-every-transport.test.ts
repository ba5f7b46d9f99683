import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { accounts } from '../fixtures/accounts.ts';
import {
  type OpenLimitClient,
  openEmbedded,
  openEnvelopes,
  openGet,
  openMinimalTransport,
  openPost,
  openRest,
  openWebSocket,
} from '../fixtures/limit-clients.ts';
import { composeFixtures, fixtureOptions, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { createReviewLog } from '../fixtures/review-log.ts';
import { reviews } from '../fixtures/reviews.ts';
import { createSigner, rulesFor } from '../fixtures/tokens.ts';
import { createAuthenticate } from '../identity/authenticate.ts';
import { documentHash } from '../limits/trusted-documents.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { GatewayOptions } from '../pipeline/gateway-options.ts';

const ALL = [accounts, products, reviews];
const supergraphSdl = composeFixtures(ALL);
const signer = createSigner('k1', 1_900_000_000);
const now = () => new Date(1_900_000_000_000);

/** Each way in. The first is a transport as somebody would add one. */
const TRANSPORTS = {
  'a new transport': openMinimalTransport,
  embedded: openEmbedded,
  POST: openPost({}),
  'POST that Apollo Server reads': openPost({}, { operationName: null, extensions: {} }),
  GET: openGet,
  'a result or a stream': openPost({ accept: 'application/json, multipart/mixed;subscriptionSpec=1.0' }),
  'server-sent events': openPost({ accept: 'text/event-stream' }),
  multipart: openPost({ accept: 'multipart/mixed;subscriptionSpec=1.0' }),
  WebSocket: openWebSocket,
  REST: openRest,
  envelopes: openEnvelopes,
} as const satisfies Record<string, OpenLimitClient>;

type TransportName = keyof typeof TRANSPORTS;

interface Limit {
  readonly name: string;
  /** Just beyond the limit. */
  readonly refused: OperationRequest;
  readonly code: string;
  /** What a transport says in place of the code. */
  readonly instead?: Partial<Record<TransportName, string>>;
  readonly options?: Partial<GatewayOptions>;
  /** Runs before, and on: what the limit counts. */
  readonly running?: OperationRequest;
  /** Is executed before. */
  readonly before?: OperationRequest;
}

const repeat = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');
const ALLOWED = { query: '{ __typename }' };
const STREAM = { query: 'subscription { reviewAdded { cursor } }' };
const NEEDS_STREAM = {
  POST: 'BAD_USER_INPUT',
  'POST that Apollo Server reads': 'BAD_USER_INPUT',
  GET: 'BAD_USER_INPUT',
  REST: 'BAD_USER_INPUT',
};
const trustedOnly = { documents: { trusted: { mode: 'only', texts: new Map() }, shared: null } } as const;

const LIMITS: readonly Limit[] = [
  { name: 'tokens', refused: { query: `{ ${repeat(1_000, () => '__typename')} }` }, code: 'LIMIT_EXCEEDED' },
  {
    name: 'depth',
    refused: { query: `{ topReviews { ${repeat(8, () => 'product { reviews {')} id ${repeat(8, () => '} }')} } }` },
    code: 'LIMIT_EXCEEDED',
  },
  {
    name: 'aliases',
    refused: { query: `{ topReviews { ${repeat(16, (at) => `a${at}: id`)} } }` },
    code: 'LIMIT_EXCEEDED',
  },
  {
    name: 'directives',
    refused: { query: `{ topReviews { ${repeat(51, () => 'id @include(if: true)')} } }` },
    code: 'LIMIT_EXCEEDED',
  },
  { name: 'root fields', refused: { query: `{ ${repeat(11, () => '__typename')} }` }, code: 'LIMIT_EXCEEDED' },
  {
    name: 'fields that fragments unfold to',
    refused: {
      query: `{ topReviews { ...F4 } } fragment F0 on Review { ${repeat(8, () => 'id')} } ${repeat(4, (at) => `fragment F${at + 1} on Review { ${repeat(6, () => `...F${at}`)} }`)}`,
    },
    code: 'LIMIT_EXCEEDED',
  },
  {
    name: 'cost',
    refused: { query: '{ products(first: 200) { reviews { id product { reviews { id } } } } }' },
    code: 'LIMIT_EXCEEDED',
  },
  {
    name: 'text without NUL characters',
    refused: { query: 'query ($t: String) { echo(text: $t) }', variables: { t: 'a\u0000' } },
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'work to plan',
    refused: { query: '{ topReviews { body author { name } } }' },
    code: 'LIMIT_EXCEEDED',
    options: { bounds: { planWeight: 1 } },
  },
  {
    name: 'time to plan',
    refused: { query: `{ ${repeat(9, (at) => `a${at}: topReviews { body author { name } }`)} }` },
    code: 'LIMIT_EXCEEDED',
    options: { bounds: { planMs: 0 } },
  },
  {
    name: 'operations in a minute',
    before: ALLOWED,
    refused: ALLOWED,
    code: 'RATE_LIMITED',
    options: { bounds: { operationsPerMinute: 1 } },
  },
  {
    name: 'operations that run at once, by the load gate',
    running: { query: '{ slow }' },
    refused: ALLOWED,
    code: 'UNAVAILABLE',
    options: { bounds: { requestsInFlight: 1 } },
  },
  {
    name: 'streams that are open at once',
    running: STREAM,
    refused: STREAM,
    code: 'RATE_LIMITED',
    // On one socket operations are counted instead.
    instead: { ...NEEDS_STREAM, WebSocket: 'LIMIT_EXCEEDED', envelopes: 'LIMIT_EXCEEDED' },
    options: { bounds: { streamsPerUser: 1, operationsPerSocket: 1 } },
  },
  {
    name: 'documents that are not on the list',
    refused: ALLOWED,
    code: 'BAD_USER_INPUT',
    // The documents of routes and envelopes are our own.
    instead: { REST: 'executed', envelopes: 'executed' },
    options: trustedOnly,
  },
  {
    name: 'hashes that are not known',
    refused: { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: documentHash('{ __typename }') } } },
    code: 'PERSISTED_QUERY_NOT_FOUND',
    instead: { REST: 'BAD_USER_INPUT', envelopes: 'BAD_USER_INPUT' },
  },
  {
    name: 'introspection, in production',
    refused: { query: '{ __schema { queryType { name } } }' },
    code: 'BAD_USER_INPUT',
    options: { production: true },
  },
  {
    name: 'one of several operations, when none is named',
    refused: { query: 'query A { __typename } query B { __typename }' },
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'scopes',
    refused: { query: 'mutation { lock(id: "u1") { id } }' },
    code: 'FORBIDDEN',
    instead: { GET: 'BAD_USER_INPUT' },
  },
  {
    name: 'the size of a request',
    refused: { query: `{ __typename } #${'x'.repeat(100_000)}` },
    code: 'LIMIT_EXCEEDED',
    // Last, as it ends a socket. Beyond what Node reads as a head, and what ws reads as a frame.
    instead: { GET: 'status 431', WebSocket: 'close 1009', envelopes: 'close 1009' },
  },
];

describe.each(Object.entries(TRANSPORTS))('%s', (name, openClient) => {
  // as: `Object.entries` forgets the names that it was given.
  const transport = name as TransportName;

  async function open(options: Partial<GatewayOptions> = {}) {
    const { subgraphs, calls } = openFixtures(ALL, { log: createReviewLog() });
    const given = fixtureOptions({
      supergraphSdl,
      subgraphs,
      authenticate: createAuthenticate(rulesFor(signer, now)),
      now,
      // Equal requests are counted one by one here.
      shareQueries: false,
      ...options,
      times: { drainMs: 0, queryMs: 60_000, requestMs: 60_000 },
    });
    const client = await openClient(given, signer.sign());
    return { client, calls };
  }

  /** For limits that need no options of their own. */
  let shared: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    shared ??= await open();
  });
  afterAll(() => shared?.client.close());

  test('executes what is within every limit', async () => {
    expect(await shared.client.send(ALLOWED)).toEqual([]);
  });

  test.each(LIMITS)('keeps the limit of $name', async ({ refused, code, instead, options, running, before }) => {
    const { client, calls } = options === undefined ? shared : await open(options);
    if (before !== undefined) expect(await client.send(before)).toEqual([]);
    const already = calls.made.length;
    if (running !== undefined) {
      void client.send(running).catch(() => undefined);
      if (instead?.[transport] !== 'BAD_USER_INPUT')
        await eventually(() => calls.made.length > already, 'the first to run');
    }
    expect((await client.send(refused))[0] ?? 'executed').toBe(instead?.[transport] ?? code);
    if (options !== undefined) await client.close();
  });
});
