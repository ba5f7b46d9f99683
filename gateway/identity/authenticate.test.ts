import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { createSigner, rulesFor } from '../fixtures/tokens.ts';
import { createAuthenticate, type TokenRules } from './authenticate.ts';

const START = 1_900_000_000;
const signer = createSigner('k1', START);
const UNAUTHENTICATED = { extensions: { code: 'UNAUTHENTICATED' } };

function world(changed: Partial<TokenRules> = {}) {
  const clock = { seconds: START };
  const fetchKeys = jest.fn(async () => signer.keySet);
  const rules = rulesFor(signer, () => new Date(clock.seconds * 1_000), { fetchKeys, ...changed });
  const authenticate = createAuthenticate(rules);
  return {
    clock,
    fetchKeys,
    authenticate: (token: string) => authenticate(`Bearer ${token}`),
    authenticateRaw: authenticate,
  };
}

test('no header is a visitor', async () => {
  expect(await world().authenticateRaw(undefined)).toEqual({
    caller: { viewerId: null, sessionId: null, scopes: [], service: null },
    expiresAt: null,
  });
});

test('a valid token gives the user, session, scopes and expiry', async () => {
  expect(await world().authenticate(signer.sign({ scope: 'email:read  admin' }))).toEqual({
    caller: { viewerId: 'usr_1', sessionId: 'ses_1', scopes: ['email:read', 'admin'], service: null },
    expiresAt: new Date((START + 600) * 1_000),
  });
});

const unsigned = (header: object, claims: object): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.`;
};
const claims = { iss: 'https://issuer.example', aud: 'clients', sub: 'usr_1', sid: 'ses_1', exp: START + 600 };
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('a token is refused', () => {
  test.each<[string, () => string]>([
    ['of another issuer', () => signer.sign({ iss: 'https://evil.example' })],
    ['for another audience', () => signer.sign({ aud: 'subgraphs' })],
    ['that has expired', () => signer.sign({ exp: START - 31 })],
    ['that is not valid yet', () => signer.sign({ nbf: START + 121 })],
    ['without a session', () => signer.sign({ sid: undefined })],
    ['without a person', () => signer.sign({ sub: '' })],
    ['of another type', () => signer.sign({}, { typ: 'JWT' })],
    ['without a key id', () => signer.sign({}, { kid: undefined })],
    ['whose signature is a letter short', () => signer.sign({}).slice(0, -1)],
    ['whose signature is a letter long', () => `${signer.sign({})}A`],
    ['whose signature is one letter', () => signer.sign({}).replace(/[^.]+$/, 'A')],
    ['of an unknown key', () => signer.sign({}, { kid: 'other' })],
    [
      'signed by somebody else',
      () =>
        jsonwebtoken.sign(claims, foreign.privateKey, {
          algorithm: 'ES256',
          header: { alg: 'ES256', typ: 'at+jwt', kid: 'k1' },
        }),
    ],
    [
      'that brings its own key',
      () =>
        jsonwebtoken.sign(claims, foreign.privateKey, {
          algorithm: 'ES256',
          header: {
            alg: 'ES256',
            typ: 'at+jwt',
            kid: 'k1',
            jwk: foreign.publicKey.export({ format: 'jwk' }),
          } as jsonwebtoken.JwtHeader,
        }),
    ],
    ['without a signature', () => `${unsigned({ alg: 'none', typ: 'at+jwt', kid: 'k1' }, claims)}x`],
    [
      'signed with the public key as a secret',
      () => {
        const text = unsigned({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, claims).slice(0, -1);
        return `${text}.${createHmac('sha256', JSON.stringify(signer.keySet.keys[0])).update(text).digest('base64url')}`;
      },
    ],
    [
      'that was changed',
      () =>
        signer
          .sign()
          .replace(/\.[\w-]+\./, `.${Buffer.from(JSON.stringify({ ...claims, sub: 'usr_2' })).toString('base64url')}.`),
    ],
    ['that is no token', () => 'a.b.c'],
    ['that is empty', () => ''],
  ])('%s', async (_, token) => {
    await expect(world().authenticate(token())).rejects.toMatchObject(UNAUTHENTICATED);
  });

  test('another scheme than Bearer', async () => {
    await expect(world().authenticateRaw('Basic dTpw')).rejects.toMatchObject(UNAUTHENTICATED);
  });

  test('a token that was known, once it ends', async () => {
    const { authenticate, clock } = world();
    const token = signer.sign();
    await authenticate(token);
    clock.seconds = START + 600 + 29;
    await expect(authenticate(token)).resolves.toBeDefined();
    clock.seconds = START + 600 + 30;
    await expect(authenticate(token)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  test('a token that was known, once its session is revoked', async () => {
    const revoked = new Set<string>();
    const { authenticate } = world({ isRevoked: (session) => revoked.has(session) });
    const token = signer.sign();
    await authenticate(token);
    revoked.add('ses_1');
    await expect(authenticate(token)).rejects.toMatchObject(UNAUTHENTICATED);
  });
});

test('a token of an auth whose clock is two minutes ahead is good', async () => {
  const token = signer.sign({ iat: START + 120, nbf: START + 120, exp: START + 720 });
  await expect(world().authenticate(token)).resolves.toBeDefined();
});

describe('keys', () => {
  test('are fetched anew in time also by a gateway whose clock was set back', async () => {
    const time = { ms: 0 };
    const { authenticate, fetchKeys, clock } = world({ elapsedMs: () => time.ms });
    await authenticate(signer.sign());
    clock.seconds -= 3_600;
    const rotated = createSigner('k2', START - 3_600);
    fetchKeys.mockResolvedValue({ keys: rotated.keySet.keys });
    time.ms += 30_000;
    await expect(authenticate(rotated.sign())).resolves.toBeDefined();
    expect(fetchKeys).toHaveBeenCalledTimes(2);
  });

  test('are fetched once for many tokens at the same time', async () => {
    const { authenticate, fetchKeys } = world();
    await Promise.all([1, 2, 3].map((n) => authenticate(signer.sign({ jti: String(n) }))));
    expect(fetchKeys).toHaveBeenCalledTimes(1);
  });

  test('are fetched anew after ten minutes', async () => {
    const { authenticate, fetchKeys, clock } = world();
    await authenticate(signer.sign());
    clock.seconds += 600;
    await authenticate(signer.sign({ exp: START + 2_000 }));
    expect(fetchKeys).toHaveBeenCalledTimes(2);
  });

  test('are fetched at most every 30 s for unknown key ids, and a rotated key is found', async () => {
    const rotated = createSigner('k2', START);
    const { authenticate, fetchKeys, clock } = world();
    await authenticate(signer.sign());
    await expect(authenticate(rotated.sign())).rejects.toMatchObject(UNAUTHENTICATED);
    expect(fetchKeys).toHaveBeenCalledTimes(1);
    fetchKeys.mockResolvedValue({ keys: [...signer.keySet.keys, ...rotated.keySet.keys] });
    clock.seconds += 30;
    await expect(authenticate(rotated.sign())).resolves.toMatchObject({ caller: { viewerId: 'usr_1' } });
    expect(fetchKeys).toHaveBeenCalledTimes(2);
  });

  test('that cannot be fetched make a retryable fault, and old ones are kept', async () => {
    const { authenticate, fetchKeys, clock } = world();
    fetchKeys.mockRejectedValueOnce(new Error('away'));
    await expect(authenticate(signer.sign())).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE', retryable: true },
    });
    await authenticate(signer.sign());
    fetchKeys.mockRejectedValue(new Error('away'));
    clock.seconds += 600;
    await expect(authenticate(signer.sign({ exp: START + 2_000 }))).resolves.toBeDefined();
  });
});
