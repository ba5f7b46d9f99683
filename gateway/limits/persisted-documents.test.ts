import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import type { EmbeddedRedis } from '../../runtime/embedded/redis.ts';
import { privateRedis } from '../../tests/engines.ts';
import { createPersistedDocuments } from './persisted-documents.ts';
import { openSharedDocuments, type SharedDocuments } from './shared-documents.ts';
import { documentHash, readTrustedDocuments } from './trusted-documents.ts';

const A = '{ a }';
const B = '{ b }';
const named = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: documentHash(text) } } });
const valid = () => true;

/** What a gateway makes of requests: the text that it executes, or the code of its refusal. */
async function outcome(
  documents: ReturnType<typeof createPersistedDocuments>,
  request: Parameters<typeof documents.find>[0],
  isValid: (text: string) => boolean = valid,
): Promise<unknown> {
  const found = await documents.find(request, isValid);
  return found.ok ? found.value.query : found.refusal[0]?.extensions['code'];
}

describe('documents by hash', () => {
  test('are requested, registered once, and found by hash', async () => {
    const documents = createPersistedDocuments({ trusted: null, shared: null });
    expect(await outcome(documents, named(A))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await outcome(documents, { query: A, ...named(A) })).toBe(A);
    expect(await outcome(documents, named(A))).toBe(A);
    expect(await outcome(documents, { documentId: `sha256:${documentHash(A)}` })).toBe(A);
    expect(await outcome(documents, { query: B })).toBe(B);
    expect(await outcome(documents, named(B))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test('are not remembered when they are not valid, or long', async () => {
    const documents = createPersistedDocuments({ trusted: null, shared: null });
    await documents.find({ query: A, ...named(A) }, () => false);
    expect(await outcome(documents, named(A))).toBe('PERSISTED_QUERY_NOT_FOUND');
    const long = `${A} #${'x'.repeat(20_000)}`;
    await documents.find({ query: long, ...named(long) }, valid);
    expect(await outcome(documents, named(long))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test.each<[string, object]>([
    ['the hash of another text', { query: A, ...named(B) }],
    ['a hash that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: documentHash(A) } } }],
    ['no object', { extensions: { persistedQuery: 7 } }],
    ['another kind of id', { documentId: 'md5:0' }],
  ])('%s is refused', async (_, request) => {
    const documents = createPersistedDocuments({ trusted: null, shared: null });
    expect(await outcome(documents, request)).toBe('BAD_USER_INPUT');
  });
});

describe('trusted documents', () => {
  const texts = new Map([[documentHash(A), A]]);

  test('are found from the start, and others may be registered', async () => {
    const documents = createPersistedDocuments({ trusted: { mode: 'allow', texts }, shared: null });
    expect(await outcome(documents, named(A))).toBe(A);
    expect(await outcome(documents, { query: B, ...named(B) })).toBe(B);
    expect(await outcome(documents, named(B))).toBe(B);
  });

  test('are all there is, by hash or by text', async () => {
    const sharedCalls: string[] = [];
    const shared: SharedDocuments = {
      get: async (hash) => {
        sharedCalls.push(hash);
        return B;
      },
      set: async (hash) => void sharedCalls.push(hash),
    };
    const documents = createPersistedDocuments({ trusted: { mode: 'only', texts }, shared });
    expect(await outcome(documents, named(A))).toBe(A);
    expect(await outcome(documents, { query: A })).toBe(A);
    expect(await outcome(documents, { query: B })).toBe('BAD_USER_INPUT');
    expect(await outcome(documents, { query: B, ...named(B) })).toBe('BAD_USER_INPUT');
    expect(await outcome(documents, named(B))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(sharedCalls).toEqual([]);
  });

  test('come from a manifest that is checked', () => {
    const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    const file = join(folder, 'manifest.json');
    const read = (content: string) => {
      writeFileSync(file, content);
      return readTrustedDocuments(file, 'only');
    };
    const manifest = (operations: unknown) =>
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });
    try {
      expect(read(manifest([{ id: documentHash(A), name: 'A', type: 'query', body: A }])).texts).toEqual(texts);
      expect(() => read(manifest([{ id: documentHash(B), body: A }]))).toThrow(/is not the SHA-256 of its body/);
      expect(() => read(manifest({}))).toThrow(/is no apollo-persisted-query-manifest/);
      expect(() => read('{')).toThrow(/cannot be read as JSON/);
      expect(() => readTrustedDocuments(join(folder, 'none.json'), 'only')).toThrow(/cannot be read as JSON/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('documents that gateways share', () => {
  let engine: EmbeddedRedis;
  let redis: Redis;
  const log = pino({ level: 'silent' });

  beforeAll(async () => {
    engine = await privateRedis();
    redis = new Redis(engine.url, { replyMapping: 'legacy' });
  });
  afterAll(async () => {
    redis?.disconnect();
    await engine?.stop();
  });

  test('what one gateway registers another finds, for a day', async () => {
    const shared = openSharedDocuments(redis, log);
    await shared.set(documentHash(A), A);
    const other = createPersistedDocuments({ trusted: null, shared: openSharedDocuments(redis, log) });
    expect(await outcome(other, named(A))).toBe(A);
    expect(await redis.ttl(`{gateway-documents}:${documentHash(A)}`)).toBeGreaterThan(86_000);
  });

  test('a text that is not what its hash says is not executed', async () => {
    const shared = openSharedDocuments(redis, log);
    await redis.set(`{gateway-documents}:${documentHash(B)}`, 'mutation { stolen }');
    expect(await shared.get(documentHash(B))).toBeNull();
  });

  test('the oldest make room', async () => {
    const oldest = documentHash('oldest');
    await redis.zadd('{gateway-documents}', ...Array.from({ length: 10_000 }, (_, n) => [1 + n, `old-${n}`]).flat());
    await redis.set('{gateway-documents}:old-0', 'x');
    await openSharedDocuments(redis, log).set(oldest, 'oldest');
    expect(await redis.zcard('{gateway-documents}')).toBe(10_000);
    expect(await redis.exists('{gateway-documents}:old-0')).toBe(0);
  });

  test('without Redis each gateway goes on with what it knows itself', async () => {
    const away = new Redis({
      replyMapping: 'legacy',
      port: 1,
      lazyConnect: true,
      enableOfflineQueue: false,
      retryStrategy: () => null,
    });
    away.on('error', () => undefined);
    const documents = createPersistedDocuments({ trusted: null, shared: openSharedDocuments(away, log) });
    expect(await outcome(documents, named(A))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await outcome(documents, { query: A, ...named(A) })).toBe(A);
    expect(await outcome(documents, named(A))).toBe(A);
    away.disconnect();
  });
});
