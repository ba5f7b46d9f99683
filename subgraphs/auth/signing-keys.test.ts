import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { toResponse } from '../../runtime/serve/response-body.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { createAccessTokens } from './adapters/access-tokens.ts';
import { createKeyPairs } from './adapters/key-pairs.ts';
import { createKeyRing } from './adapters/key-ring.ts';
import type { AuthContext } from './context.ts';
import { rotateSigningKeys, signingKeys } from './operations/sessions/rotate-signing-keys.ts';
import { type AuthRepository, openAuthRepository } from './repository/index.ts';
import { routes } from './routes.ts';

const DAY_MS = 24 * 60 * 60_000;
const TTL_MS = 10 * 60_000;

describe('signing keys on a real database', () => {
  let database: FreshDatabase;
  let repositories: AuthRepository[];
  let clock: number;

  beforeAll(async () => {
    database = await freshDatabase();
    repositories = [1, 2].map(() => openAuthRepository(database.urlOf('auth')));
  });
  afterAll(async () => {
    await Promise.all(repositories.map((repository) => repository.close()));
    await database.drop();
  });

  /** One process of the domain, as far as keys go. */
  const processOf = (repository: AuthRepository) => {
    const now = () => new Date(clock);
    const keyPairs = createKeyPairs('a secret of at least 32 characters');
    const rotation = { repository, keyPairs, now };
    const keyRing = createKeyRing({ read: () => signingKeys(rotation), open: keyPairs.open, now });
    const tokens = createAccessTokens({ keyRing: keyRing, issuer: 'us', audience: 'clients', skewSeconds: 30, now });
    const issue = () =>
      tokens.issue({
        userId: 'usr_1',
        sessionId: 'ses_1',
        scopes: [],
        expiresAt: new Date(clock + TTL_MS),
        provenAt: now(),
      });
    return { rotation, keyRing: keyRing, tokens, issue };
  };

  const published = async (keyRing: AuthContext['keyRing']) => {
    const [route] = routes;
    const { signal } = new AbortController();
    const request = {
      method: 'GET',
      url: new URL('http://x/'),
      params: {},
      headers: new Headers(),
      body: null,
      signal,
    };
    // as: the route reaches for nothing else.
    const response = await route?.handle(request, { keyRing } as AuthContext);
    expect(response?.headers.get('cache-control')).toBe('public, max-age=300');
    return (response && toResponse(response).json()) as Promise<Parameters<typeof createLocalJWKSet>[0]>;
  };

  test('a process that starts while another makes the first key waits for it and signs with it', async () => {
    clock = Date.parse('2031-01-01T12:00:00.000Z');
    const [maker, starter] = repositories;
    if (maker === undefined || starter === undefined) throw new Error('two processes were opened');
    const pair = await createKeyPairs('a secret of at least 32 characters').make();
    const at = (days: number) => new Date(clock + days * DAY_MS);
    const waits = async () => {
      const waiting = await starter.sql.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`;
      return waiting.length > 0;
    };

    let signer: Promise<{ kid: string }> | undefined;
    await maker.transaction(async (store) => {
      await store.holdRotation();
      signer = processOf(starter).keyRing.signer();
      await eventually(waits, 'the starting process to wait');
      await store.addKeys([{ ...pair, createdAt: at(0), activeAt: at(0), retiresAt: at(30), expiresAt: at(31) }]);
    });

    expect((await signer)?.kid).toBe(pair.kid);
  });

  test('processes that start at once on an empty database agree on one key', async () => {
    clock = Date.parse('2031-03-01T12:00:00.000Z');
    const processes = repositories.flatMap((repository) => [1, 2, 3].map(() => processOf(repository)));

    const signers = await Promise.all(processes.map(({ keyRing }) => keyRing.signer()));

    expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1);
    const [repository] = repositories;
    expect(await repository?.publishedKeys(new Date(clock))).toHaveLength(1);
  });

  test('nobody is logged out by a rotation: who verifies by the published keys lets old and new tokens in', async () => {
    const [one, other] = repositories.map(processOf);
    if (one === undefined || other === undefined) throw new Error('two processes were opened');
    const [first] = await one.keyRing.published();
    const changes = first?.retiresAt.getTime() ?? 0;
    clock = changes - DAY_MS / 2;
    await rotateSigningKeys(one.rotation);
    const keyList = await published(other.keyRing);
    expect(keyList.keys).toHaveLength(2);
    for (const key of keyList.keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);

    clock = changes - 1;
    const before = await one.issue();
    clock = changes;
    const after = await other.issue();

    // A gateway that has read the keys before the change, and again never.
    const keySet = createLocalJWKSet(keyList);
    const options = {
      issuer: 'us',
      audience: 'clients',
      algorithms: ['ES256'],
      typ: 'at+jwt',
      currentDate: new Date(clock),
    };
    const [old, young] = await Promise.all([before, after].map((token) => jwtVerify(token, keySet, options)));
    expect(old?.protectedHeader.kid).toBe(first?.kid);
    expect(young?.protectedHeader.kid).not.toBe(first?.kid);
    expect(await other.tokens.verify(before)).toMatchObject({ userId: 'usr_1' });
    expect(await one.tokens.verify(after)).toMatchObject({ userId: 'usr_1' });

    // To the end of its ten minutes, and 30 seconds for clocks that differ, though its key signs no more and was swept.
    clock = changes + TTL_MS;
    await rotateSigningKeys(one.rotation);
    expect(await other.tokens.verify(before)).toMatchObject({ userId: 'usr_1' });
    clock = changes + TTL_MS + 31_000;
    expect(await other.tokens.verify(before)).toBeNull();
  });

  test('the private half never leaves the database in the clear', async () => {
    const stored = await Promise.all(
      repositories.map(
        ({ sql }) => sql.$queryRaw<{ stored: string }[]>`SELECT signing_key::text AS stored FROM signing_key`,
      ),
    );
    const rows = stored.flat();
    expect(rows.length).toBeGreaterThan(0);
    for (const { stored } of rows) expect(stored).not.toMatch(/PRIVATE|MIG[A-Za-z0-9]|"d"/);
  });
});
